package naru.container.event;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A container at the moment of an event.
 *
 * @param image the name that the container was created from
 * @param health the result of its health check in Docker's words, such as {@code healthy}; null
 *     without a check
 */
public record ContainerInfo(
        String id,
        String name,
        String image,
        Map<String, String> labels,
        Phase phase,
        @Nullable String health) {
    /** The part of its life in which a container is. */
    public enum Phase {
        /** It has never run. */
        CREATED,
        RUNNING,
        PAUSED,
        /** It runs, and is about to receive the signal that ends it. */
        STOPPING,
        /** It does not run, and its restart policy starts it again. */
        RESTARTING,
        EXITED
    }

    public ContainerInfo {
        labels = Map.copyOf(labels);
    }
}
