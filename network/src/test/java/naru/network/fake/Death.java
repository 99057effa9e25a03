package naru.network.fake;

/**
 * The end of the process, as by SIGKILL. An error and not an exception, so that nothing takes it
 * for a failure that can be undone; after it the dead process changes and reads nothing any more.
 */
public final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death(String operation) {
        super("died before " + operation, null, false, false);
    }
}
