package naru.linux;

/**
 * A place where a test can make the kernel fail, or the process die. Reached before each operation
 * that changes the kernel.
 */
@FunctionalInterface
public interface Failpoint {
    /** Lets everything pass. */
    Failpoint NONE = operation -> {};

    /**
     * Called with the operation and its object, such as {@code RTM_NEWLINK veth4f2a1c0}. What it
     * throws reaches the caller, and the operation is not carried out.
     */
    void reach(String operation);
}
