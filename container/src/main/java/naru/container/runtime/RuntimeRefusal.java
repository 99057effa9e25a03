package naru.container.runtime;

/** The OCI runtime could not create a container or run a command; the message is the runtime's. */
public final class RuntimeRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    RuntimeRefusal(String reason) {
        super(reason.strip());
        this.reason = reason.strip();
    }

    /**
     * The exit status that Docker gives for it: 127 for a missing program, 126 for a missing
     * permission.
     */
    public int exitCode(String program) {
        if (reason.startsWith("open executable")) {
            return 126; // crun, for a missing permission and for a directory
        }
        if (!reason.contains(program)) {
            return 128;
        }
        if (reason.contains("not found") || reason.contains("o such file")) {
            return 127;
        }
        boolean forbidden =
                reason.contains("ermission denied")
                        || reason.contains("s a directory")
                        || reason.contains("is not a regular file") // crun 1.21
                        || reason.contains("is not executable");
        return forbidden ? 126 : 128;
    }

    /** Docker's message for a {@code program} that exec cannot run. */
    public String execInDockersWords(String program) {
        return "OCI runtime exec failed: exec failed: unable to start container process: "
                + why(program)
                + ": unknown";
    }

    /** Docker's message for a {@code program} that cannot be started in a container. */
    public String inDockersWords(String program) {
        return "OCI runtime create failed: runc create failed: unable to start container process: "
                + why(program)
                + ": unknown";
    }

    private String why(String program) {
        return switch (exitCode(program)) {
            case 127 ->
                    program.indexOf('/') >= 0
                            ? "exec: \""
                                    + program
                                    + "\": stat "
                                    + program
                                    + ": no such file or directory"
                            : "exec: \"" + program + "\": executable file not found in $PATH";
            case 126 -> "exec: \"" + program + "\": permission denied";
            default -> reason;
        };
    }
}
