package naru.etcd;

import org.jspecify.annotations.Nullable;

/** A request that was not, or may not have been carried out. */
public sealed class EtcdException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private EtcdException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** No server answered in time. Nothing was changed. */
    public static final class Unavailable extends EtcdException {
        private static final long serialVersionUID = 1;

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The reply to a write was lost, and the store could not be read since. */
    public static final class Unknown extends EtcdException {
        private static final long serialVersionUID = 1;

        public Unknown(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The server refused the request, and would refuse it again. */
    public static final class Refused extends EtcdException {
        private static final long serialVersionUID = 1;

        public Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
