package naru.network.host;

import java.util.Optional;

/** The kernel parameters of one network namespace, by path: {@code net/ipv4/ip_forward}. */
public interface Sysctls {
    /** The value of a parameter; empty where the kernel has no such parameter. */
    Optional<String> find(String name);

    /**
     * Sets a parameter.
     *
     * @throws naru.linux.error.LinuxException ENOENT where the kernel has no such parameter
     */
    void write(String name, String value);

    /**
     * The value of a parameter that every kernel has.
     *
     * @throws IllegalStateException where there is none
     */
    default String read(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException("no kernel parameter " + name));
    }

    /** Whether a parameter exists and has this value. */
    default boolean is(String name, String value) {
        return find(name).filter(value::equals).isPresent();
    }

    /** Writes a parameter only where it differs; returns whether it did. */
    default boolean ensure(String name, String value) {
        boolean differs = !is(name, value);
        if (differs) {
            write(name, value);
        }
        return differs;
    }
}
