package naru.container.image.transfer;

import naru.container.image.format.ConfigChanges;
import naru.container.image.format.Documents.HistoryEntry;
import naru.container.image.format.Documents.ImageConfig;
import naru.container.image.format.Documents.RootFs;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.PlatformName;
import naru.container.image.store.ImageStore;
import naru.container.image.store.LayerKeeper;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;

/** Creates an image of one layer from a root file system in a tar. */
public final class ImageImporter {
    private final ImageStore store;
    private final Clock clock;

    public ImageImporter(ImageStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public ImageRecord importTar(
            InputStream tar,
            @Nullable String name,
            String message,
            List<String> changes,
            @Nullable String platform)
            throws IOException {
        var runsOn = PlatformName.parse(platform);
        if (!runsOn.os().equals("linux")) {
            throw new NaruException.Invalid("operating system is not supported");
        }
        var config = ConfigChanges.apply(changes); // before any work, since they may be invalid
        try (var hold = store.hold()) {
            var layer = new LayerKeeper(store, hold).keep("", tar);
            String now = clock.instant().toString();
            String comment = message.isEmpty() ? "Imported from -" : message;
            var description =
                    new ImageConfig(
                            runsOn.architecture(),
                            runsOn.variant().isEmpty() ? null : runsOn.variant(),
                            runsOn.os(),
                            now,
                            null,
                            comment,
                            config,
                            new RootFs("layers", List.of(layer.diffId())),
                            List.of(new HistoryEntry(now, null, comment, null)));
            String id = store.blobs().put(Codec.encode(ImageConfig.class, description), hold);
            return store.put(ImageRecord.of(id, List.of(layer), List.of(), ""), name);
        }
    }
}
