package naru.api.http;

import java.io.IOException;

/** The client has hung up, so there is nobody left to work for. */
public final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    public ClientGoneException(String message) {
        super(message);
    }
}
