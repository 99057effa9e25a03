package naru.container.image.transfer;

import naru.container.image.format.Documents.Descriptor;
import naru.container.image.format.Documents.ImageConfig;
import naru.container.image.format.Documents.Manifest;
import naru.container.image.format.Documents.Platform;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.LayerLines;
import naru.container.image.format.MalformedImageException;
import naru.container.image.format.Manifests;
import naru.container.image.format.PlatformName;
import naru.container.image.format.Reference;
import naru.container.image.model.Distribution;
import naru.container.image.model.Distribution.OnPlatform;
import naru.container.image.model.PullProgress;
import naru.container.image.model.RegistryAuth;
import naru.container.image.model.RegistrySettings;
import naru.container.image.registry.Registry;
import naru.container.image.registry.Registry.Access;
import naru.container.image.registry.RegistryEndpoint;
import naru.container.image.registry.RegistryReader;
import naru.container.image.registry.RegistryReader.Fetched;
import naru.container.image.store.Hold;
import naru.container.image.store.ImageAssembler;
import naru.container.image.store.ImageStore;
import naru.container.image.store.LayerStore;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Pulls images from registries into the store. For any thread. */
public final class Puller {
    private static final int MAX_CONFIG = 8 << 20; // bytes

    private final ImageStore store;
    private final RegistrySettings settings;

    public Puller(ImageStore store, RegistrySettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** The result of a pull, and whether it changed anything. */
    public record Pulled(ImageRecord image, boolean isNew) {}

    /** Pulls an image by tag or digest. */
    public Pulled pull(
            Reference reference,
            @Nullable String platform,
            @Nullable RegistryAuth auth,
            PullProgress progress)
            throws IOException, InterruptedException {
        var wanted = PlatformName.parse(platform);
        var lines = new LayerLines(progress);
        for (var mirror : mirrors(reference)) {
            try (var endpoint = RegistryEndpoint.mirror(mirror, settings)) {
                return pull(endpoint, reference, wanted, null, lines);
            } catch (NaruException | IOException | MalformedImageException next) {
                lines.say(null, "mirror " + mirror + ": " + next.getMessage());
            }
        }
        try (var endpoint = RegistryEndpoint.open(reference.domain(), settings)) {
            return pull(endpoint, reference, wanted, auth, lines);
        }
    }

    private List<java.net.URI> mirrors(Reference reference) {
        return reference.domain().equals("docker.io") ? settings.mirrors() : List.of();
    }

    /** Pulls all tags of a repository in sequence. */
    public List<Pulled> pullAll(
            Reference repository,
            @Nullable String platform,
            @Nullable RegistryAuth auth,
            PullProgress progress)
            throws IOException, InterruptedException {
        var wanted = PlatformName.parse(platform);
        var all = new ArrayList<Pulled>();
        try (var endpoint = RegistryEndpoint.open(repository.domain(), settings)) {
            var registry = new Registry(endpoint, repository, auth, Access.PULL, List.of());
            for (String tag : new RegistryReader(registry).tags()) {
                var reference = repository.withTag(tag);
                all.add(pull(endpoint, reference, wanted, auth, new LayerLines(progress)));
            }
        }
        return all;
    }

    /** Resolves a name in its registry; fetches documents only and stores none. */
    public Distribution look(Reference reference, @Nullable RegistryAuth auth)
            throws IOException, InterruptedException {
        try (var endpoint = RegistryEndpoint.open(reference.domain(), settings)) {
            var registry =
                    new RegistryReader(
                            new Registry(endpoint, reference, auth, Access.PULL, List.of()));
            var first = registry.manifest(reference.wanted());
            var manifest = Codec.decode(Manifest.class, first.bytes());
            var platforms = new ArrayList<OnPlatform>();
            if (manifest.isIndex()) {
                for (var image : Manifests.images(manifest)) {
                    platforms.add(of(image.platform()));
                }
            } else {
                var config = Manifests.config(manifest);
                var blob = registry.blob(config.checkedDigest(), 0).orElseThrow();
                try (blob) {
                    byte[] bytes = blob.readNBytes((int) Math.min(config.size(), MAX_CONFIG));
                    platforms.add(of(Codec.decode(Platform.class, bytes)));
                }
            }
            return new Distribution(
                    first.mediaType(), first.digest(), first.bytes().length, platforms);
        }
    }

    private static OnPlatform of(@Nullable Platform platform) {
        return platform == null
                ? new OnPlatform("", "", "")
                : new OnPlatform(
                        orEmpty(platform.architecture()),
                        orEmpty(platform.os()),
                        orEmpty(platform.variant()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private Pulled pull(
            RegistryEndpoint endpoint,
            Reference reference,
            PlatformName platform,
            @Nullable RegistryAuth auth,
            LayerLines lines)
            throws IOException, InterruptedException {
        var registry =
                new RegistryReader(new Registry(endpoint, reference, auth, Access.PULL, List.of()));
        var first = registry.manifest(reference.wanted());
        lines.say(reference.wanted(), "Pulling from " + reference.path());
        try (var hold = store.hold()) {
            var manifests = new ArrayList<String>();
            var manifest = keep(hold, first, manifests);
            if (manifest.isIndex()) {
                var chosen = Manifests.choose(manifest, platform);
                manifest = keep(hold, registry.manifest(chosen.checkedDigest()), manifests);
            }
            var record = fetch(registry, hold, manifest, manifests, lines);
            return name(record, reference, first.digest(), lines);
        }
    }

    private Manifest keep(Hold hold, Fetched document, List<String> manifests) throws IOException {
        manifests.add(store.blobs().put(document.bytes(), hold));
        return Codec.decode(Manifest.class, document.bytes());
    }

    private ImageRecord fetch(
            RegistryReader registry,
            Hold hold,
            Manifest manifest,
            List<String> manifests,
            LayerLines lines)
            throws IOException, InterruptedException {
        var config = Manifests.config(manifest);
        var layers = Manifests.layers(manifest);
        var source = new RegistryLayers(registry, store, lines);
        source.fetch(config, hold.blob(config.checkedDigest()));
        source.announce(missing(layers, config));
        return new ImageAssembler(store, hold, source)
                .assemble(config.checkedDigest(), layers, manifests);
    }

    private List<Descriptor> missing(List<Descriptor> layers, Descriptor config)
            throws IOException {
        byte[] bytes = store.blobs().read(config.checkedDigest());
        var chains = LayerStore.chainIds(Codec.decode(ImageConfig.class, bytes).diffIds());
        var missing = new ArrayList<Descriptor>();
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).checkedDigest();
            if (i >= chains.size() || !store.layers().has(chains.get(i))) {
                missing.add(layers.get(i));
            }
        }
        return missing;
    }

    private Pulled name(ImageRecord record, Reference reference, String digest, LayerLines lines) {
        String byDigest = reference.familiarName() + "@" + digest;
        var known = store.byId(record.id()).filter(image -> !image.removed());
        String name = reference.digest() != null ? byDigest : reference.familiar();
        boolean isNew = known.isEmpty() || !known.get().names().contains(name);
        var named = store.put(record, byDigest);
        if (reference.digest() == null) {
            named = store.put(named, name);
        }
        lines.say(null, "Digest: " + digest);
        lines.say(
                null,
                (isNew ? "Status: Downloaded newer image for " : "Status: Image is up to date for ")
                        + name);
        return new Pulled(named, isNew);
    }
}
