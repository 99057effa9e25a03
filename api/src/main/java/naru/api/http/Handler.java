package naru.api.http;

import java.io.IOException;

/** Handles requests. Called on a virtual thread per request; may block. */
@FunctionalInterface
public interface Handler {
    /**
     * Handles a request.
     *
     * @throws IOException if the client has disconnected; it is not reported
     */
    void handle(Exchange exchange) throws IOException;

    /**
     * Whether {@link #handle} answers this request from memory, without blocking. It is then called
     * on the event loop, which saves two thread switches.
     */
    default boolean isQuick(RequestHead request) {
        return false;
    }
}
