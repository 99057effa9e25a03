package naru.container.image;

import naru.container.image.Documents.Descriptor;
import naru.container.image.Documents.ImageConfig;
import naru.container.image.Documents.Manifest;
import naru.container.store.Codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes an image of blobs that are in the store: unpacks the layers, then writes the record. */
final class ImageBuilder {
    private final ImageStore store;

    ImageBuilder(ImageStore store) {
        this.store = store;
    }

    /** Hears of each layer: before it is unpacked, and after. */
    interface Steps {
        Steps NONE = new Steps() {};

        default void unpacking(int layer) {}

        default void unpacked(int layer) {}
    }

    /**
     * @param layers the layers' blobs, the lowest first
     * @param manifests digests of the blobs that led here
     * @param name to give it; null for none
     */
    ImageRecord build(
            String configDigest,
            List<Descriptor> layers,
            List<String> manifests,
            @Nullable String name,
            Steps steps)
            throws IOException {
        var config = Codec.decode(ImageConfig.class, store.blobs().read(configDigest));
        var diffIds = config.diffIds();
        if (diffIds.size() != layers.size()) {
            throw new MalformedImageException(
                    "image has " + layers.size() + " layers but describes " + diffIds.size());
        }
        var kept = new ArrayList<ImageRecord.Layer>();
        String below = "";
        long size = 0;
        for (int i = 0; i < layers.size(); i++) {
            String digest = layers.get(i).checkedDigest();
            String diffId = diffIds.get(i);
            if (!Digest.isValid(diffId)) {
                throw new MalformedImageException("unsupported digest: " + diffId);
            }
            String chain = Digest.chain(below, diffId);
            if (!store.layers().has(chain)) {
                steps.unpacking(i);
                try (var blob = store.blobs().open(digest)) {
                    store.layers().unpack(below, diffId, blob);
                }
                steps.unpacked(i);
            }
            long layerSize = FileTree.size(store.layers().path(chain));
            size += layerSize;
            kept.add(new ImageRecord.Layer(digest, diffId, mediaType(layers.get(i)), layerSize));
            below = chain;
        }
        var record = new ImageRecord(configDigest, List.of(), List.of(), kept, manifests, size);
        return store.put(record, name);
    }

    private static String mediaType(Descriptor layer) {
        return layer.mediaType() == null ? Documents.LAYER : layer.mediaType();
    }

    /** Of several images the one for a platform; OCI image index, "platform". */
    static Descriptor choose(Manifest index, PlatformName platform) {
        var manifests = index.manifests() == null ? List.<Descriptor>of() : index.manifests();
        for (var manifest : manifests) {
            if (manifest.platform() == null || platform.matches(manifest.platform())) {
                return manifest;
            }
        }
        throw new MalformedImageException(
                "no matching manifest for " + platform + " in the manifest list entries");
    }
}
