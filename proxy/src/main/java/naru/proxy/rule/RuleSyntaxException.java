package naru.proxy.rule;

import java.io.Serial;

/** A rule, or a part of one, that cannot be read; the message says what was expected. */
public final class RuleSyntaxException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final String reason;

    public RuleSyntaxException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** The message. */
    public String reason() {
        return reason;
    }
}
