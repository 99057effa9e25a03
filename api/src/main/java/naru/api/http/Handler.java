package naru.api.http;

import java.io.IOException;

/** Answers requests. Called on a virtual thread, one a request, and may block. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers one request.
     *
     * @throws IOException when the client has gone; nobody is left to be told
     */
    void handle(Exchange exchange) throws IOException;

    /**
     * Whether {@link #handle} answers this request out of memory, without ever waiting. It is then
     * called on the event loop, which spares two changes of threads: as much as many an answer
     * takes.
     */
    default boolean isQuick(RequestHead request) {
        return false;
    }
}
