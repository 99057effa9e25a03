package naru.linux;

/**
 * The running kernel with a failpoint in front of each change. Sockets and mounts take it as a
 * parameter when they are opened.
 */
public record Kernel(Failpoint failpoint) {
    /** The kernel without a failpoint. */
    public static final Kernel DIRECT = new Kernel(Failpoint.NONE);

    /** Passes the failpoint before {@code operation} changes {@code object}. */
    public void reach(String operation, String object) {
        failpoint.reach(operation + " " + object);
    }
}
