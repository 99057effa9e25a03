package naru.cli;

/** Formats a failure as one line for a terminal. */
final class Failure {
    private Failure() {}

    /** The message, or the type of failure if it has none, and the causes that add information. */
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
