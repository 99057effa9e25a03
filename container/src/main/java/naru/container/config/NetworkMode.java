package naru.container.config;

/** The network namespace that a container gets, as {@link HostConfig#networkMode} names it. */
public sealed interface NetworkMode {
    /** The network of containers that name none, unless the daemon is configured otherwise. */
    Named DEFAULT_BRIDGE = new Named("bridge");

    /** The host's namespace. */
    record Host() implements NetworkMode {}

    /** A namespace without a network. */
    record None() implements NetworkMode {}

    /** The namespace of another container, by its name or id. */
    record SharedWith(String container) implements NetworkMode {}

    /** A namespace that is attached to a network, by its name. */
    record Named(String network) implements NetworkMode {}

    /** The mode that {@code text} stands for in requests. */
    static NetworkMode parse(String text) {
        return switch (text) {
            case "host" -> new Host();
            case "none" -> new None();
            default -> {
                var shared = ContainerRef.in(text);
                yield shared.isPresent() ? new SharedWith(shared.get()) : new Named(text);
            }
        };
    }

    /** Whether it is another container's namespace. */
    default boolean isShared() {
        return this instanceof SharedWith;
    }

    /** Whether it is the host's namespace. */
    default boolean isHost() {
        return this instanceof Host;
    }
}
