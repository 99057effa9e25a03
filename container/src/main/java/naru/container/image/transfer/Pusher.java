package naru.container.image.transfer;

import naru.container.image.format.Digest;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.LayerLines;
import naru.container.image.format.Reference;
import naru.container.image.model.PullProgress;
import naru.container.image.model.PushedImage;
import naru.container.image.model.RegistryAuth;
import naru.container.image.model.RegistrySettings;
import naru.container.image.registry.Registry;
import naru.container.image.registry.Registry.Access;
import naru.container.image.registry.RegistryEndpoint;
import naru.container.image.registry.RegistryWriter;
import naru.container.image.store.Hold;
import naru.container.image.store.ImageStore;
import naru.container.image.store.LayerKinds;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Pushes images to registries. For any thread. */
public final class Pusher {
    private final ImageStore store;
    private final RegistrySettings settings;

    public Pusher(ImageStore store, RegistrySettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Images of one repository, each with its name there. */
    public record Named(Reference name, ImageRecord image) {}

    public List<PushedImage> push(
            List<Named> images, @Nullable RegistryAuth auth, PullProgress progress)
            throws IOException, InterruptedException {
        var repository = images.getFirst().name();
        var lines = new LayerLines(progress);
        var others = otherRepositories(repository);
        var pushed = new ArrayList<PushedImage>();
        lines.say(
                null,
                "The push refers to repository ["
                        + repository.domain()
                        + "/"
                        + repository.path()
                        + "]");
        try (var endpoint = RegistryEndpoint.open(repository.domain(), settings)) {
            var registry =
                    new Registry(endpoint, repository, auth, Access.PUSH, List.copyOf(others));
            for (var named : images) {
                pushed.add(push(new RegistryWriter(registry), named, lines));
            }
        }
        return pushed;
    }

    /** Repositories of the same registry with local images: their blobs may be mounted. */
    private Set<String> otherRepositories(Reference repository) {
        var others = new TreeSet<String>();
        for (var image : store.all()) {
            for (String name :
                    image.digests()) { // images with a digest were pulled from the registry
                var other = Reference.parse(name);
                if (other.domain().equals(repository.domain())
                        && !other.path().equals(repository.path())) {
                    others.add(other.path());
                }
            }
        }
        return others;
    }

    private PushedImage push(RegistryWriter registry, Named named, LayerLines lines)
            throws IOException, InterruptedException {
        try (var hold = store.hold()) {
            hold.blob(named.image.id());
            named.image.blobs().forEach(hold::blob);
            var layers = new ArrayList<ImageRecord.Layer>();
            for (var layer : named.image.layers()) {
                lines.say(Digest.shortHex(layer.diffId()), "Preparing");
            }
            for (var layer : named.image.layers()) {
                layers.add(LayerKinds.compressed(store, layer, hold));
            }
            if (!layers.equals(named.image.layers())) {
                store.repack(named.image, layers);
            }
            for (var layer : layers) {
                new BlobPush(store, registry, lines).layer(layer, mountable(layer, named.name));
            }
            new BlobPush(store, registry, lines).silently(named.image.id());
            return pushManifest(registry, named, layers, lines, hold);
        }
    }

    private PushedImage pushManifest(
            RegistryWriter registry,
            Named named,
            List<ImageRecord.Layer> layers,
            LayerLines lines,
            Hold hold)
            throws IOException, InterruptedException {
        var manifest = PushedManifest.of(store, named.image, layers);
        String tag = named.name.tag() == null ? "latest" : named.name.tag();
        registry.manifest(tag, manifest.mediaType(), manifest.bytes());
        String digest = store.blobs().put(manifest.bytes(), hold);
        var record = named.image.withLayers(layers).withBlobs(List.of(digest));
        store.put(record, named.name.familiarName() + "@" + digest);
        lines.say(null, tag + ": digest: " + digest + " size: " + manifest.bytes().length);
        return new PushedImage(tag, digest, manifest.bytes().length);
    }

    /** A repository of the same registry that has the layer already; null if none is known. */
    private @Nullable String mountable(ImageRecord.Layer layer, Reference target) {
        for (var image : store.all()) {
            boolean hasIt =
                    image.layers().stream().anyMatch(l -> l.digest().equals(layer.digest()));
            for (String name : hasIt ? image.digests() : List.<String>of()) {
                var other = Reference.parse(name);
                if (other.domain().equals(target.domain()) && !other.path().equals(target.path())) {
                    return other.path();
                }
            }
        }
        return null;
    }
}
