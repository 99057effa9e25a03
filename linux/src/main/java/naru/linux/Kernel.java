package naru.linux;

/**
 * The running kernel as the rest of the program is given it: the real one, with a failpoint in
 * front of each change. Sockets and mounts take it when they are opened.
 */
public record Kernel(Failpoint failpoint) {
    /** The kernel with nothing in front of it. */
    public static final Kernel DIRECT = new Kernel(Failpoint.NONE);

    /** Tells the failpoint that {@code operation} is about to change {@code object}. */
    public void reach(String operation, String object) {
        failpoint.reach(operation + " " + object);
    }
}
