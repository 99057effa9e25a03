package naru.network.model;

import org.jspecify.annotations.Nullable;

/**
 * A refusal or a failure that the caller of the API will read. The kind decides the HTTP status, so
 * one switch over this type turns every failure into an answer. Messages start with the words that
 * Docker's users know and add the thing, its owner and the way out.
 */
public abstract sealed class NaruException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private NaruException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The request makes no sense, whatever the state of the host. Status 400. */
    public static final class Invalid extends NaruException {
        private static final long serialVersionUID = 1;

        public Invalid(String message) {
            super(message, null);
        }
    }

    /** A registry does not know who asks. Status 401. */
    public static final class Unauthorized extends NaruException {
        private static final long serialVersionUID = 1;

        public Unauthorized(String message) {
            super(message, null);
        }
    }

    /** The state of the host, or who owns a thing, does not allow it. Status 403. */
    public static final class Forbidden extends NaruException {
        private static final long serialVersionUID = 1;

        public Forbidden(String message) {
            super(message, null);
        }
    }

    /** What was named is not there. Status 404. */
    public static final class NotFound extends NaruException {
        private static final long serialVersionUID = 1;

        public NotFound(String message) {
            super(message, null);
        }
    }

    /** A name is taken, or the thing is in the wrong state for this. Status 409. */
    public static final class Conflict extends NaruException {
        private static final long serialVersionUID = 1;

        public Conflict(String message) {
            super(message, null);
        }
    }

    /** The host failed or has nothing left to give. Status 500. */
    public static final class HostFailure extends NaruException {
        private static final long serialVersionUID = 1;

        public HostFailure(String message) {
            super(message, null);
        }

        public HostFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The engine knows the request and does not do it, at least not on this kernel. Status 501. */
    public static final class NotImplemented extends NaruException {
        private static final long serialVersionUID = 1;

        public NotImplemented(String message) {
            super(message, null);
        }
    }

    /** Not now: something has run out or is stopping; trying again later may help. Status 503. */
    public static final class Exhausted extends NaruException {
        private static final long serialVersionUID = 1;

        public Exhausted(String message) {
            super(message, null);
        }
    }
}
