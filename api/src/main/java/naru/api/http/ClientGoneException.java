package naru.api.http;

import java.io.IOException;

/** The client has disconnected, so the request is abandoned. */
public final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    public ClientGoneException(String message) {
        super(message);
    }
}
