package naru.container.image.transfer;

import naru.container.image.format.Digest;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.LayerLines;
import naru.container.image.registry.RegistryWriter;
import naru.container.image.store.ImageStore;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;

/** Uploads blobs to a repository that may have them already. For one thread. */
final class BlobPush {
    private static final Duration REPORT_EVERY = Duration.ofMillis(100);

    private final ImageStore store;
    private final RegistryWriter registry;
    private final LayerLines lines;

    BlobPush(ImageStore store, RegistryWriter registry, LayerLines lines) {
        this.store = store;
        this.registry = registry;
        this.lines = lines;
    }

    /**
     * {@code from} is a repository of the same registry that has the layer; null for none known.
     */
    void layer(ImageRecord.Layer layer, @Nullable String from)
            throws IOException, InterruptedException {
        String id = Digest.shortHex(layer.diffId());
        String digest = layer.digest();
        if (registry.has(digest)) {
            lines.say(id, "Layer already exists");
            return;
        }
        URI place;
        if (from == null) {
            place = registry.begin();
        } else {
            var refused = registry.mount(digest, from);
            if (refused.isEmpty()) {
                lines.say(id, "Mounted from " + from);
                return;
            }
            place = refused.get();
        }
        long size = store.blobs().size(digest);
        registry.upload(place, digest, size, () -> new Counting(open(digest), id, size));
        lines.say(id, "Pushed");
    }

    /** A blob without progress lines. */
    void silently(String digest) throws IOException, InterruptedException {
        if (!registry.has(digest)) {
            long size = store.blobs().size(digest);
            registry.upload(registry.begin(), digest, size, () -> open(digest));
        }
    }

    private InputStream open(String digest) {
        try {
            return store.blobs().open(digest);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reports the number of bytes read. */
    private final class Counting extends FilterInputStream {
        private final String id;
        private final long size;
        private long done;
        private long reported = System.nanoTime() - REPORT_EVERY.toNanos();

        Counting(InputStream in, String id, long size) {
            super(in);
            this.id = id;
            this.size = size;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            done += Math.max(count, 0);
            long now = System.nanoTime();
            if (now - reported >= REPORT_EVERY.toNanos()) {
                lines.progress(id, "Pushing", done, size);
                reported = now;
            }
            return count;
        }
    }
}
