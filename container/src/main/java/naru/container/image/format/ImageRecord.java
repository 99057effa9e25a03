package naru.container.image.format;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * An image's record in the journal. All other properties are in its configuration blob.
 *
 * @param id the digest of its configuration
 * @param tags {@code name:tag} each, in the short form
 * @param digests {@code name@sha256:…} each
 * @param layers lowest first
 * @param blobs digests of other blobs of the image: manifests
 * @param size of the unpacked layers in bytes
 * @param parent the id of its parent image on this host; empty for none
 * @param tagged time of its last tagging, RFC 3339; null if it was never tagged
 * @param removed whether it is only kept for its containers
 */
@Json
public record ImageRecord(
        String id,
        List<String> tags,
        List<String> digests,
        List<Layer> layers,
        List<String> blobs,
        long size,
        @Nullable String parent,
        @Nullable String tagged,
        boolean removed) {

    public ImageRecord {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
        layers = List.copyOf(layers);
        blobs = List.copyOf(blobs);
    }

    /** An image without a name. */
    public static ImageRecord of(String id, List<Layer> layers, List<String> blobs, String parent) {
        long size = layers.stream().mapToLong(Layer::size).sum();
        return new ImageRecord(id, List.of(), List.of(), layers, blobs, size, parent, null, false);
    }

    /**
     * A layer: its blob and the digest of its content. {@code size} is that of the unpacked files.
     */
    @Json
    public record Layer(String digest, String diffId, String mediaType, long size) {}

    /** Digests of the unpacked layers, lowest first. */
    public List<String> diffIds() {
        return layers.stream().map(Layer::diffId).toList();
    }

    /** All its names: tags first. */
    public List<String> names() {
        var all = new ArrayList<>(tags);
        all.addAll(digests);
        return all;
    }

    public ImageRecord with(String name, String now) {
        if (tags.contains(name) || digests.contains(name)) {
            return names(tags, digests, now);
        }
        return name.indexOf('@') >= 0
                ? names(tags, plus(digests, name), tagged)
                : names(plus(tags, name), digests, now);
    }

    public ImageRecord without(String name) {
        return names(minus(tags, name), minus(digests, name), tagged);
    }

    private ImageRecord names(
            List<String> newTags, List<String> newDigests, @Nullable String newTagged) {
        return new ImageRecord(
                id, newTags, newDigests, layers, blobs, size, parent, newTagged, removed);
    }

    public ImageRecord withBlobs(List<String> more) {
        var all = new ArrayList<>(blobs);
        more.stream().filter(blob -> !all.contains(blob)).forEach(all::add);
        return new ImageRecord(id, tags, digests, layers, all, size, parent, tagged, removed);
    }

    public ImageRecord withLayers(List<Layer> newLayers) {
        return new ImageRecord(id, tags, digests, newLayers, blobs, size, parent, tagged, removed);
    }

    public ImageRecord removed(boolean nowRemoved) {
        return new ImageRecord(id, tags, digests, layers, blobs, size, parent, tagged, nowRemoved);
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
