package naru.container.image.model;

import naru.container.config.ContainerConfig;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * An image on this host.
 *
 * @param id {@code sha256:} and the digest of its configuration
 * @param tags {@code repository:tag} each, in Docker's short form ({@code nginx:latest})
 * @param digests {@code repository@sha256:…} each
 * @param size of all unpacked layers, in bytes
 * @param parent the id of its parent image on this host; empty for none
 * @param diffIds digests of the uncompressed layers, lowest first
 * @param tagged time of its last tagging; null if it was never tagged
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
        List<History> history,
        @Nullable Instant tagged) {

    public Image {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /** The same image under other names. */
    public Image named(List<String> newTags, List<String> newDigests) {
        return new Image(
                id,
                newTags,
                newDigests,
                parent,
                comment,
                author,
                created,
                architecture,
                variant,
                os,
                size,
                config,
                diffIds,
                history,
                tagged);
    }

    /** A history entry of one layer; oldest first. */
    public record History(
            Instant created, String createdBy, String comment, boolean emptyLayer, long size) {}
}
