package naru.linux;

/**
 * A place where a test can make the kernel fail, or the process die. Passed before each operation
 * that changes the kernel.
 */
@FunctionalInterface
public interface Failpoint {
    /** Does nothing. */
    Failpoint NONE = operation -> {};

    /**
     * Called with the operation and its object, such as {@code RTM_NEWLINK veth4f2a1c0}. An
     * exception reaches the caller, and the operation is not carried out.
     */
    void reach(String operation);
}
