package naru.container.image.store;

import naru.container.image.format.Digest;
import naru.container.image.format.Documents;
import naru.container.image.format.Documents.Descriptor;
import naru.container.image.format.Documents.ImageConfig;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.MalformedImageException;
import naru.container.store.Codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Creates an image from its configuration and layers, and unpacks missing layers concurrently. */
public final class ImageAssembler {
    public static final int AT_ONCE = 3; // as Docker's max-concurrent-downloads

    private final ImageStore store;
    private final Hold hold;
    private final LayerSource source;

    public ImageAssembler(ImageStore store, Hold hold, LayerSource source) {
        this.store = store;
        this.hold = hold;
        this.source = source;
    }

    /**
     * Returns a record that is still to be written while the hold is open.
     *
     * @param configDigest of a blob in the store
     * @param layers lowest first
     * @param manifests digests of its manifests
     */
    public ImageRecord assemble(
            String configDigest, List<Descriptor> layers, List<String> manifests)
            throws IOException, InterruptedException {
        var config = Codec.decode(ImageConfig.class, store.blobs().read(configDigest));
        var diffIds = config.diffIds();
        if (diffIds.size() != layers.size()) {
            throw new MalformedImageException(
                    "image has " + layers.size() + " layers but describes " + diffIds.size());
        }
        for (String diffId : diffIds) {
            if (!Digest.isValid(diffId)) {
                throw new MalformedImageException("unsupported digest: " + diffId);
            }
        }
        var kept = obtain(layers, diffIds);
        return ImageRecord.of(configDigest, kept, manifests, "");
    }

    private List<ImageRecord.Layer> obtain(List<Descriptor> layers, List<String> diffIds)
            throws IOException, InterruptedException {
        var chains = LayerStore.chainIds(diffIds);
        var results = new ArrayList<Future<ImageRecord.Layer>>();
        // Not virtual threads: unpacking is CPU-bound, and must not occupy carriers.
        var threads = Thread.ofPlatform().daemon().name("naru-layer-", 0).factory();
        var executor = Executors.newFixedThreadPool(Math.min(AT_ONCE, 1 + layers.size()), threads);
        var done = new ExecutorCompletionService<ImageRecord.Layer>(executor);
        try {
            for (int i = 0; i < layers.size(); i++) {
                var layer = layers.get(i);
                String diffId = diffIds.get(i);
                String chain = chains.get(i);
                results.add(done.submit(() -> obtain(layer, diffId, chain)));
            }
            for (int i = 0; i < layers.size(); i++) {
                TaskResults.await(done.take()); // the first failure cancels the others
            }
            var kept = new ArrayList<ImageRecord.Layer>();
            for (var result : results) {
                kept.add(TaskResults.await(result));
            }
            return kept;
        } finally {
            executor.shutdownNow();
            executor.close(); // they must end before the hold is released
        }
    }

    private ImageRecord.Layer obtain(Descriptor layer, String diffId, String chain)
            throws Exception {
        hold.layer(chain);
        String digest = hold.blob(layer.checkedDigest());
        return store.busy()
                .with(
                        digest,
                        () -> {
                            var known = store.layer(diffId);
                            if (known.isPresent()
                                    && isWhole(hold.blob(known.get().digest()), chain)) {
                                source.present(layer);
                                return known.get();
                            }
                            try (var unpacked = source.unpack(layer)) {
                                if (!unpacked.diffId().equals(diffId)) {
                                    throw new MalformedImageException(
                                            "layer is "
                                                    + unpacked.diffId()
                                                    + " but its image says "
                                                    + diffId);
                                }
                                unpacked.place(chain);
                                source.placed(layer);
                                return new ImageRecord.Layer(
                                        digest, diffId, mediaType(layer), unpacked.size());
                            }
                        });
    }

    private boolean isWhole(String digest, String chain) {
        return store.blobs().has(digest) && store.layers().has(chain);
    }

    private static String mediaType(Descriptor layer) {
        return layer.mediaType() == null ? Documents.LAYER : layer.mediaType();
    }
}
