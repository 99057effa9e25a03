package naru.container.image.transfer;

import naru.container.archive.Changes;
import naru.container.config.ContainerConfig;
import naru.container.image.format.Documents.HistoryEntry;
import naru.container.image.format.Documents.ImageConfig;
import naru.container.image.format.Documents.RootFs;
import naru.container.image.format.ImageRecord;
import naru.container.image.store.Hold;
import naru.container.image.store.ImageStore;
import naru.container.image.store.LayerKeeper;
import naru.container.image.store.LayerStore;
import naru.container.model.CommitOptions;
import naru.container.store.Codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Creates an image from another one and a container's changes. */
public final class ImageCommitter {
    private final ImageStore store;
    private final Clock clock;

    public ImageCommitter(ImageStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * @param upper the directory with the container's changes, which must not be modified meanwhile
     * @param config of containers of the new image
     * @param name to give it; null for none
     */
    public ImageRecord commit(
            ImageRecord base,
            Path upper,
            ContainerConfig config,
            CommitOptions options,
            String command,
            @Nullable String name)
            throws IOException {
        try (var hold = store.hold()) {
            var chains = LayerStore.chainIds(base.diffIds());
            chains.forEach(hold::layer);
            base.layers().forEach(layer -> hold.blob(layer.digest()));
            var layers = new ArrayList<>(base.layers());
            layers.add(layer(chains.isEmpty() ? "" : chains.getLast(), upper, hold));
            byte[] document = describe(base, layers, config, options, command);
            String id = store.blobs().put(document, hold);
            return store.put(ImageRecord.of(id, layers, List.of(), base.id()), name);
        }
    }

    private ImageRecord.Layer layer(String below, Path upper, Hold hold) throws IOException {
        String blob;
        try (var writer = store.blobs().writer()) {
            Changes.pack(upper, writer);
            blob = writer.commit(hold);
        }
        try (var in = store.blobs().open(blob)) {
            return new LayerKeeper(store, hold).keep(below, in);
        }
    }

    private byte[] describe(
            ImageRecord base,
            List<ImageRecord.Layer> layers,
            ContainerConfig config,
            CommitOptions options,
            String command)
            throws IOException {
        var former = Codec.decode(ImageConfig.class, store.blobs().read(base.id()));
        String now = clock.instant().toString();
        var history = new ArrayList<HistoryEntry>();
        history.addAll(former.history() == null ? List.of() : former.history());
        history.add(new HistoryEntry(now, command, options.comment(), null));
        return Codec.encode(
                ImageConfig.class,
                new ImageConfig(
                        former.architecture(),
                        former.variant(),
                        former.os(),
                        now,
                        options.author(),
                        options.comment(),
                        config,
                        new RootFs(
                                "layers", layers.stream().map(ImageRecord.Layer::diffId).toList()),
                        history));
    }
}
