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
}
