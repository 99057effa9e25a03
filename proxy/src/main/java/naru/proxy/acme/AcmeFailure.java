package naru.proxy.acme;

import java.time.Instant;
import java.util.Optional;

/** An order has failed, and may be repeated later. */
final class AcmeFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** What the failure says about the next attempt. */
    enum Kind {
        /** The order may go on, such as after a lost connection. */
        SAME_ORDER,
        /** The server has refused something; another order is needed. */
        NEW_ORDER,
        /** The server does not know the account any more. */
        NEW_ACCOUNT,
        /** The server permits no further orders of this account for now. */
        RATE_LIMIT
    }

    private final Kind kind;
    private final transient Optional<Instant> retryAfter;

    AcmeFailure(Kind kind, String message, Optional<Instant> retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    AcmeFailure(Kind kind, String message) {
        this(kind, message, Optional.empty());
    }

    Kind kind() {
        return kind;
    }

    /** The earliest time of another attempt, if the server gives one. */
    Optional<Instant> retryAfter() {
        return retryAfter;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
