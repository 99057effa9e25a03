package naru.proxy.label;

import java.io.Serial;

/** A file of routes that cannot be read at all. */
public final class RouteFileException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final int line;

    RouteFileException(int line, String reason) {
        super(reason);
        this.line = line;
    }

    /** The line of the fault, counted from 1. */
    public int line() {
        return line;
    }
}
