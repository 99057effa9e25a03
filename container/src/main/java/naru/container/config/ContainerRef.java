package naru.container.config;

import java.util.Optional;

/** The container in a mode of the form {@code container:REF}. Pure. */
public final class ContainerRef {
    private static final String PREFIX = "container:";

    private ContainerRef() {}

    /** The container that {@code mode} refers to, possibly ""; empty for modes of other forms. */
    public static Optional<String> in(String mode) {
        return mode.startsWith(PREFIX)
                ? Optional.of(mode.substring(PREFIX.length()))
                : Optional.empty();
    }

    /** The mode that refers to {@code container}. */
    public static String mode(String container) {
        return PREFIX + container;
    }
}
