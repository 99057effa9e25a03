package naru.container.image.transfer;

import naru.container.image.format.Documents.Descriptor;
import naru.container.image.format.LayerLines;
import naru.container.image.registry.RegistryReader;
import naru.container.image.store.ImageAssembler;
import naru.container.image.store.ImageStore;
import naru.container.image.store.LayerSource;
import naru.container.image.store.LayerStore;
import naru.container.image.store.Tee;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Layers of a registry, unpacked during the download: one pass over the bytes stores the blob,
 * verifies its digest, and writes the directory. For any thread.
 */
final class RegistryLayers implements LayerSource {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RegistryReader registry;
    private final ImageStore store;
    private final LayerLines lines;

    RegistryLayers(RegistryReader registry, ImageStore store, LayerLines lines) {
        this.registry = registry;
        this.store = store;
        this.lines = lines;
    }

    /** Reports all layers before the first download; the last ones have to wait. */
    void announce(List<Descriptor> missing) {
        missing.forEach(layer -> lines.layer(layer, "Pulling fs layer"));
        missing.stream()
                .skip(ImageAssembler.AT_ONCE)
                .forEach(layer -> lines.layer(layer, "Waiting"));
    }

    /** Fetches a blob other than a layer. */
    void fetch(Descriptor wanted, String digest) throws IOException, InterruptedException {
        if (store.blobs().has(digest)) {
            return;
        }
        var silent = new LayerLines(_ -> {});
        try (var in = new LayerDownload(registry, wanted, silent, PAUSE);
                var out = store.blobs().writer()) {
            in.transferTo(out);
            out.commit(digest);
        }
    }

    @Override
    public void present(Descriptor layer) {
        lines.layer(layer, "Already exists");
    }

    @Override
    public LayerStore.Unpacked unpack(Descriptor layer) throws IOException, InterruptedException {
        if (store.blobs().has(layer.checkedDigest())) {
            lines.layer(layer, "Download complete");
            try (var blob = store.blobs().open(layer.checkedDigest())) {
                return store.layers().unpack(blob);
            }
        }
        try (var in = new LayerDownload(registry, layer, lines, PAUSE);
                var out = store.blobs().writer();
                var unpacked = store.layers().unpack(new Tee(in, out))) {
            in.transferTo(out); // bytes after the end of the tar belong to the blob
            lines.progress(layer, "Downloading", layer.size());
            lines.layer(layer, "Verifying Checksum");
            out.commit(layer.checkedDigest());
            lines.layer(layer, "Download complete");
            return unpacked.kept();
        }
    }

    @Override
    public void placed(Descriptor layer) {
        lines.progress(layer, "Extracting", layer.size());
        lines.layer(layer, "Pull complete");
    }
}
