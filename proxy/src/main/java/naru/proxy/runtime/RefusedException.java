package naru.proxy.runtime;

import java.io.IOException;

/** HAProxy has answered a command or a configuration with an error. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
