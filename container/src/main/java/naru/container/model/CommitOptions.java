package naru.container.model;

import naru.container.config.ContainerConfig;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How an image is made of a container.
 *
 * @param name of the image; empty for none
 * @param changes lines of a Dockerfile, as {@code Images.importTar} takes
 * @param config what containers of the image get in place of the container's; null for all of that
 */
public record CommitOptions(
        String name,
        String comment,
        String author,
        List<String> changes,
        @Nullable ContainerConfig config) {
    public CommitOptions {
        changes = List.copyOf(changes);
    }
}
