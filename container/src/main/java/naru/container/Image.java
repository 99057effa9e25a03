package naru.container;

import naru.container.config.ContainerConfig;

import java.time.Instant;
import java.util.List;

/**
 * An image on this host.
 *
 * @param id {@code sha256:} and the digest of its configuration
 * @param tags {@code repository:tag} each, in Docker's short form ({@code nginx:latest})
 * @param digests {@code repository@sha256:…} each
 * @param size of all layers, unpacked, in bytes
 * @param diffIds digests of the uncompressed layers, the lowest first
 */
public record Image(
        String id,
        List<String> tags,
        List<String> digests,
        String parent,
        String comment,
        String author,
        Instant created,
        String architecture,
        String variant,
        String os,
        long size,
        ContainerConfig config,
        List<String> diffIds,
        List<History> history) {

    public Image {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /** How one layer came about, the oldest first. */
    public record History(
            Instant created, String createdBy, String comment, boolean emptyLayer, long size) {}
}
