package naru.api.resource;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A resource, and the first segments of the paths that it serves. The resource is created at the
 * first request for it, so that the daemon starts sooner.
 */
public record ResourceGroup(Set<String> segments, Supplier<? extends Resource> resource) {
    public ResourceGroup {
        segments = Set.copyOf(segments);
    }

    /** The resource for paths that start with one of {@code segments}. */
    public static ResourceGroup of(Supplier<? extends Resource> resource, String... segments) {
        return new ResourceGroup(Set.copyOf(List.of(segments)), resource);
    }
}
