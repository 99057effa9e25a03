package naru.container.image;

import naru.container.PullProgress;
import naru.container.PullProgress.Report;
import naru.container.RegistryAuth;
import naru.container.image.Documents.Descriptor;
import naru.container.image.Documents.ImageConfig;
import naru.container.image.Documents.Manifest;
import naru.container.store.Codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Brings an image from its registry into the store, layers side by side. Any thread. */
public final class Puller {
    private static final int DOWNLOADS = 3; // as Docker's max-concurrent-downloads
    private static final long REPORT_EVERY = 512 << 10; // bytes

    private final ImageStore store;
    private final Set<String> insecure;
    private volatile @Nullable HttpClient client;

    /** {@code insecure} are registries, as {@code host:port}, that are spoken to in the clear. */
    public Puller(ImageStore store, Set<String> insecure) {
        this.store = store;
        this.insecure = Set.copyOf(insecure);
    }

    /** What a pull brought, and whether it was news. */
    public record Pulled(ImageRecord image, boolean isNew) {}

    public Pulled pull(
            Reference reference,
            @Nullable String platform,
            @Nullable RegistryAuth auth,
            PullProgress progress)
            throws IOException, InterruptedException {
        var registry = new Registry(client(), reference, auth, insecure);
        var lines = new Lines(progress);
        var manifests = new ArrayList<String>();
        var first = registry.manifest(reference.wanted());
        lines.say(reference.wanted(), "Pulling from " + reference.path());
        manifests.add(store.blobs().put(first.bytes()));
        var manifest = Codec.decode(Manifest.class, first.bytes());
        if (manifest.isIndex()) {
            var chosen = ImageBuilder.choose(manifest, PlatformName.parse(platform));
            var second = registry.manifest(chosen.checkedDigest());
            manifests.add(store.blobs().put(second.bytes()));
            manifest = Codec.decode(Manifest.class, second.bytes());
        }
        var record = fetch(registry, manifest, manifests, lines);
        return name(record, reference, first.digest(), lines);
    }

    private ImageRecord fetch(
            Registry registry, Manifest manifest, List<String> manifests, Lines lines)
            throws IOException, InterruptedException {
        if (manifest.config() == null || manifest.layers() == null) {
            throw new MalformedImageException(
                    "unsupported manifest: neither an image nor a list of images");
        }
        String config = manifest.config().checkedDigest();
        download(registry, manifest.config(), null);
        var layers = manifest.layers();
        var diffIds = Codec.decode(ImageConfig.class, store.blobs().read(config)).diffIds();
        var chains = LayerStore.chainIds(diffIds);
        for (int i = 0; i < layers.size(); i++) {
            boolean there = i < chains.size() && store.layers().has(chains.get(i));
            lines.layer(layers.get(i), there ? "Already exists" : "Pulling fs layer");
        }
        downloadAll(registry, layers, chains, lines);
        return new ImageBuilder(store)
                .build(config, layers, manifests, null, lines.extraction(layers));
    }

    private void downloadAll(
            Registry registry, List<Descriptor> layers, List<String> chains, Lines lines)
            throws IOException, InterruptedException {
        var slots = new Semaphore(DOWNLOADS);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Future<?>>();
            for (int i = 0; i < layers.size(); i++) {
                var layer = layers.get(i);
                boolean unpacked = i < chains.size() && store.layers().has(chains.get(i));
                if (unpacked && store.blobs().has(layer.checkedDigest())) {
                    continue;
                }
                tasks.add(
                        executor.submit(() -> {
                            slots.acquire();
                            try {
                                download(registry, layer, unpacked ? null : lines);
                            } finally {
                                slots.release();
                            }
                            return layer;
                        }));
            }
            for (var task : tasks) {
                finish(task);
            }
        }
    }

    private static void finish(Future<?> task) throws IOException, InterruptedException {
        try {
            task.get();
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case RuntimeException refused -> throw refused;
                case IOException broken -> throw broken;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(failure);
            }
        }
    }

    private void download(Registry registry, Descriptor wanted, @Nullable Lines lines)
            throws IOException, InterruptedException {
        String digest = wanted.checkedDigest();
        if (store.blobs().has(digest)) {
            return;
        }
        try (var in = registry.blob(digest);
                var out = store.blobs().writer()) {
            byte[] buffer = new byte[1 << 16];
            long done = 0;
            long reported = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                done += n;
                if (lines != null && done - reported >= REPORT_EVERY) {
                    lines.progress(wanted, "Downloading", done);
                    reported = done;
                }
            }
            if (lines != null) {
                lines.progress(wanted, "Downloading", done);
                lines.layer(wanted, "Verifying Checksum");
            }
            out.commit(digest);
        }
        if (lines != null) {
            lines.layer(wanted, "Download complete");
        }
    }

    private Pulled name(ImageRecord record, Reference reference, String digest, Lines lines) {
        String byDigest = reference.familiarName() + "@" + digest;
        var known = store.byId(record.id()).orElse(record);
        String name = reference.tag() == null ? byDigest : reference.familiar();
        boolean isNew = !known.tags().contains(name) && !known.digests().contains(name);
        var named = store.put(record, byDigest);
        if (reference.tag() != null) {
            named = store.put(named, name);
        }
        lines.say(null, "Digest: " + digest);
        lines.say(
                null,
                (isNew ? "Status: Downloaded newer image for " : "Status: Image is up to date for ")
                        + name);
        return new Pulled(named, isNew);
    }

    private HttpClient client() {
        var existing = client;
        if (existing == null) {
            existing =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .connectTimeout(Duration.ofSeconds(15))
                            .build();
            client = existing;
        }
        return existing;
    }

    /** Passes lines to the listener, one at a time. */
    private static final class Lines {
        private final PullProgress listener;

        Lines(PullProgress listener) {
            this.listener = listener;
        }

        synchronized void say(@Nullable String id, String status) {
            listener.report(new Report(id, status, 0, 0));
        }

        void layer(Descriptor layer, String status) {
            say(Digest.shortHex(layer.checkedDigest()), status);
        }

        synchronized void progress(Descriptor layer, String status, long done) {
            String id = Digest.shortHex(layer.checkedDigest());
            listener.report(new Report(id, status, done, layer.size()));
        }

        ImageBuilder.Steps extraction(List<Descriptor> layers) {
            return new ImageBuilder.Steps() {
                @Override
                public void unpacking(int layer) {
                    progress(layers.get(layer), "Extracting", layers.get(layer).size());
                }

                @Override
                public void unpacked(int layer) {
                    layer(layers.get(layer), "Pull complete");
                }
            };
        }
    }
}
