package naru.network.model;

import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure that is reported to the client of the API. Its kind determines the HTTP
 * status, so that one switch over this type converts each failure into a reply. Messages start with
 * the words that Docker's users know, then name the object, its owner and the remedy.
 */
public abstract sealed class NaruException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private NaruException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The request is invalid, independently of the state of the host. Status 400. */
    public static final class Invalid extends NaruException {
        private static final long serialVersionUID = 1;

        public Invalid(String message) {
            super(message, null);
        }
    }

    /** The state of the host or the owner of the object does not permit it. Status 403. */
    public static final class Forbidden extends NaruException {
        private static final long serialVersionUID = 1;

        public Forbidden(String message) {
            super(message, null);
        }
    }

    /** The named object does not exist. Status 404. */
    public static final class NotFound extends NaruException {
        private static final long serialVersionUID = 1;

        public NotFound(String message) {
            super(message, null);
        }
    }

    /** A name is in use, or the object is in a state that does not permit it. Status 409. */
    public static final class Conflict extends NaruException {
        private static final long serialVersionUID = 1;

        public Conflict(String message) {
            super(message, null);
        }
    }

    /** The host failed, or a resource of it is exhausted. Status 500. */
    public static final class HostFailure extends NaruException {
        private static final long serialVersionUID = 1;

        public HostFailure(String message) {
            super(message, null);
        }

        public HostFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The request is known and not supported, at least not by this kernel. Status 501. */
    public static final class NotImplemented extends NaruException {
        private static final long serialVersionUID = 1;

        public NotImplemented(String message) {
            super(message, null);
        }
    }

    /** A resource is exhausted or a part is stopping; a later retry may succeed. Status 503. */
    public static final class Exhausted extends NaruException {
        private static final long serialVersionUID = 1;

        public Exhausted(String message) {
            super(message, null);
        }
    }

    /** A failure of a kind that another module defines, with its HTTP status. */
    public abstract static non-sealed class External extends NaruException {
        private static final long serialVersionUID = 1;

        private final int status;

        protected External(int status, String message) {
            super(message, null);
            this.status = status;
        }

        public final int status() {
            return status;
        }

        /** The same failure with another message. */
        public abstract External withMessage(String message);
    }
}
