package naru.cli;

/** Puts a failure into one line for a person at a terminal. */
final class Failure {
    private Failure() {}

    /** The message, or the kind of failure when it has none, and the causes that say more. */
    static String describe(Throwable failure) {
        String message = failure.getMessage();
        String line = message == null ? failure.getClass().getSimpleName() : message;
        var cause = failure.getCause();
        if (cause == null || cause.getMessage() == null || line.contains(cause.getMessage())) {
            return line;
        }
        return line + ": " + describe(cause);
    }
}
