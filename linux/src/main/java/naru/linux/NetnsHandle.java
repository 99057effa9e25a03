package naru.linux;

/**
 * A network namespace that a link can be born in or moved to. {@link Netns} is the kernel's own;
 * tests may have another one.
 */
public interface NetnsHandle {
    /** The descriptor for messages that name a namespace, such as IFLA_NET_NS_FD. */
    int fd();
}
