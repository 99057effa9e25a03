package naru.container.image;

import io.avaje.jsonb.Json;

import java.util.ArrayList;
import java.util.List;

/**
 * An image as the journal keeps it. Everything else about it is in the blob of its configuration.
 *
 * @param id the digest of its configuration
 * @param tags {@code name:tag} each, in the short form
 * @param digests {@code name@sha256:…} each
 * @param layers the lowest first
 * @param blobs digests of what is kept for it besides configuration and layers: manifests
 * @param size of the unpacked layers in bytes
 */
@Json
public record ImageRecord(
        String id,
        List<String> tags,
        List<String> digests,
        List<Layer> layers,
        List<String> blobs,
        long size) {

    public ImageRecord {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
        layers = List.copyOf(layers);
        blobs = List.copyOf(blobs);
    }

    /**
     * A layer: the blob it came in, and what is in it. {@code size} is that of the unpacked files.
     */
    @Json
    public record Layer(String digest, String diffId, String mediaType, long size) {}

    List<String> diffIds() {
        return layers.stream().map(Layer::diffId).toList();
    }

    ImageRecord with(String name) {
        if (tags.contains(name) || digests.contains(name)) {
            return this;
        }
        return name.indexOf('@') >= 0
                ? names(tags, plus(digests, name))
                : names(plus(tags, name), digests);
    }

    ImageRecord without(String name) {
        return names(minus(tags, name), minus(digests, name));
    }

    ImageRecord names(List<String> newTags, List<String> newDigests) {
        return new ImageRecord(id, newTags, newDigests, layers, blobs, size);
    }

    ImageRecord withBlobs(List<String> more) {
        var all = new ArrayList<>(blobs);
        more.stream().filter(blob -> !all.contains(blob)).forEach(all::add);
        return new ImageRecord(id, tags, digests, layers, all, size);
    }

    private static List<String> plus(List<String> names, String name) {
        var all = new ArrayList<>(names);
        all.add(name);
        return all;
    }

    private static List<String> minus(List<String> names, String name) {
        return names.stream().filter(other -> !other.equals(name)).toList();
    }
}
