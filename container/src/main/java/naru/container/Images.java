package naru.container;

import naru.container.config.ContainerConfig;
import naru.container.image.ArchiveLoader;
import naru.container.image.ArchiveWriter;
import naru.container.image.ImageCommitter;
import naru.container.image.ImageImporter;
import naru.container.image.ImageReader;
import naru.container.image.ImageRecord;
import naru.container.image.ImageStore;
import naru.container.image.LayerStore;
import naru.container.image.Login;
import naru.container.image.MalformedImageException;
import naru.container.image.Puller;
import naru.container.image.Pusher;
import naru.container.image.Reference;
import naru.network.journal.Journal;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The images of this host. A {@code ref} is a name with a tag or a digest in any of Docker's short
 * forms, an id, or the beginning of an id. Methods block and may be called by any thread.
 */
public final class Images {
    private final ImageStore store;
    private final ImageReader reader;
    private final Puller puller;
    private final Login login;
    private final Pusher pusher;
    private final Events events;
    private final Clock clock;
    private volatile Function<String, Optional<Use>> uses = id -> Optional.empty();
    private volatile Function<String, Integer> counter = id -> 0;

    /**
     * @param dataRoot where images are kept, in folders of their own
     */
    public Images(
            Path dataRoot,
            Journal journal,
            Events events,
            Clock clock,
            RegistrySettings registries) {
        try {
            store = new ImageStore(dataRoot, journal, clock);
        } catch (IOException failure) {
            throw hostFailure(failure);
        }
        reader = new ImageReader(store);
        puller = new Puller(store, registries);
        pusher = new Pusher(store, registries);
        login = new Login(registries);
        this.events = events;
        this.clock = clock;
    }

    /**
     * Asks a registry whether it knows a user.
     *
     * @throws NaruException.Unauthorized when it does not
     */
    public void login(RegistryAuth auth) {
        login.check(auth);
    }

    /** A container that keeps an image from going. */
    record Use(String containerId, boolean running) {}

    /** Tells who uses an image and how many do, by its id. */
    void usedBy(Function<String, Optional<Use>> newUses, Function<String, Integer> newCounter) {
        uses = newUses;
        counter = newCounter;
    }

    /** The folders of an image's layers for overlayfs, the topmost first. */
    List<Path> layerFolders(String imageId) {
        return store.byId(imageId)
                .map(this::layerFolders)
                .orElseThrow(() -> new NaruException.NotFound("No such image: " + imageId));
    }

    private List<Path> layerFolders(ImageRecord image) {
        return store.layers().folders(reader.read(image).diffIds());
    }

    /** The same by any {@code ref}. */
    public List<Path> layers(String ref) {
        return layerFolders(record(ref));
    }

    /**
     * Fetches an image from its registry; all tags of its repository when the name has neither tag
     * nor digest. An interrupt ends it and leaves nothing. {@code platform} such as {@code
     * linux/amd64}; null for the host's.
     */
    public void pull(
            String name,
            @Nullable String platform,
            @Nullable RegistryAuth auth,
            PullProgress progress) {
        var reference = Reference.parse(name);
        blocking(() -> {
            if (Reference.isNameOnly(name)) {
                puller.pullAll(reference, platform, auth, progress);
                events.publish(
                        "image",
                        "pull",
                        reference.familiarName(),
                        Map.of("name", reference.familiarName()));
            } else {
                var pulled = puller.pull(reference, platform, auth, progress);
                publish("pull", pulled.image(), reference.familiar(), reference.familiarName());
            }
            return name;
        });
    }

    /**
     * Brings an image to the registry that its name says; all tags of the repository when {@code
     * name} has none.
     */
    public List<Pushed> push(String name, @Nullable RegistryAuth auth, PullProgress progress) {
        var reference = Reference.parse(name);
        var wanted =
                Reference.isNameOnly(name)
                        ? tagsOf(reference.familiarName())
                        : List.of(reference.familiar());
        if (wanted.isEmpty() || store.find(wanted.getFirst()).isEmpty()) {
            throw new NaruException.NotFound(
                    "An image does not exist locally with the tag: " + reference.familiarName());
        }
        return blocking(() -> {
            var images =
                    wanted.stream()
                            .map(tag -> new Pusher.Named(Reference.parse(tag), record(tag)))
                            .toList();
            var pushed = pusher.push(images, auth, progress);
            for (var image : images) {
                publish("push", image.image(), image.name().familiar(), reference.familiarName());
            }
            return pushed;
        });
    }

    /** Asks a registry what a name means there, and fetches nothing. */
    public Distribution distribution(String name, @Nullable RegistryAuth auth) {
        var reference = Reference.parse(name);
        return blocking(() -> puller.look(reference, auth));
    }

    private List<String> tagsOf(String repository) {
        return store.all().stream()
                .flatMap(image -> image.tags().stream())
                .filter(tag -> Reference.parse(tag).familiarName().equals(repository))
                .sorted()
                .toList();
    }

    /**
     * Reads what {@code docker save} writes, or an OCI layout, as a tar that may be compressed.
     * Returns the names of what it brought, or ids of what has none.
     */
    public List<String> load(InputStream tar, PullProgress progress) {
        try {
            return OwnThread.call(() -> {
                var names = new ArrayList<String>();
                for (var loaded : new ArchiveLoader(store, progress).load(tar)) {
                    String id = loaded.image().id();
                    String name = loaded.name() == null ? id : loaded.name();
                    names.add(name);
                    publish("load", loaded.image(), id, name);
                }
                return names;
            });
        } catch (IOException | MalformedImageException | io.avaje.json.JsonException failure) {
            throw new NaruException.HostFailure(
                    "Error processing tar file: " + failure.getMessage(), failure);
        } catch (InterruptedException stopped) {
            throw canceled(stopped);
        }
    }

    /**
     * Makes an image of one layer from a root file system as a tar, which may be compressed.
     *
     * @param name null for an image without one
     * @param changes lines of a Dockerfile: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, USER, VOLUME,
     *     WORKDIR, STOPSIGNAL
     */
    public Image importTar(
            InputStream tar, @Nullable String name, String message, List<String> changes) {
        String familiar = name == null || name.isEmpty() ? null : Reference.parse(name).familiar();
        return blocking(() -> {
            var importer = new ImageImporter(store, clock);
            var record = importer.importTar(tar, familiar, message, changes);
            publish("import", record, record.id(), record.id());
            return reader.read(record);
        });
    }

    /**
     * @throws NaruException.NotFound when {@link #save} would not find one of them
     */
    public void checkNames(List<String> refs) {
        for (String ref : refs) {
            if (!Reference.isNameOnly(ref)
                    || tagsOf(Reference.parse(ref).familiarName()).isEmpty()) {
                record(ref);
            }
        }
    }

    /** Writes images as {@code docker load} reads them; a name without a tag means all its tags. */
    public void save(List<String> refs, OutputStream tar) {
        var names = new LinkedHashMap<ImageRecord, List<String>>();
        for (String ref : refs) {
            var tags =
                    Reference.isNameOnly(ref)
                            ? tagsOf(Reference.parse(ref).familiarName())
                            : List.<String>of();
            for (String each : tags.isEmpty() ? List.of(ref) : tags) {
                var record = record(each);
                var known = names.computeIfAbsent(record, _ -> new ArrayList<>());
                String tag = record.tags().contains(familiar(each)) ? familiar(each) : null;
                if (tag != null && !known.contains(tag)) {
                    known.add(tag);
                }
            }
        }
        blocking(() -> {
            var writer = new ArchiveWriter(store, tar);
            for (var image : names.entrySet()) {
                writer.add(image.getKey(), image.getValue());
                publish("save", image.getKey(), image.getKey().id(), image.getKey().id());
            }
            writer.finish();
            return names;
        });
    }

    private static String familiar(String ref) {
        try {
            return Reference.parse(ref).familiar();
        } catch (NaruException.Invalid id) {
            return ref;
        }
    }

    /** Work that computes or waits for long. */
    private static <T> T blocking(Callable<T> work) {
        try {
            return OwnThread.call(work);
        } catch (IOException | MalformedImageException failure) {
            throw hostFailure(failure);
        } catch (io.avaje.json.JsonException failure) {
            throw new NaruException.HostFailure(
                    "the image is damaged: " + failure.getMessage(), failure);
        } catch (InterruptedException stopped) {
            throw canceled(stopped);
        }
    }

    private static NaruException canceled(InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new NaruException.HostFailure("context canceled", stopped);
    }

    /**
     * Makes an image of another one and what a container has changed; see {@link CommitOptions}.
     */
    Image commit(
            String baseId,
            Path upper,
            ContainerConfig config,
            CommitOptions options,
            String command) {
        String name = options.name();
        String familiar = name.isEmpty() ? null : Reference.parse(name).familiar();
        var base =
                store.byId(baseId)
                        .orElseThrow(() -> new NaruException.NotFound("No such image: " + baseId));
        return blocking(() ->
                reader.read(
                        new ImageCommitter(store, clock)
                                .commit(base, upper, config, options, command, familiar)));
    }

    /** Gives an image a further name. */
    public void tag(String ref, String name) {
        var reference = Reference.parse(name);
        if (reference.digest() != null) {
            throw new NaruException.Invalid("refusing to create a tag with a digest reference");
        }
        var record = store.put(record(ref), reference.familiar());
        publish("tag", record, record.id(), reference.familiar());
    }

    /** The image, or a refusal: {@code No such image: x:latest}. */
    public Image find(String ref) {
        return reader.read(record(ref));
    }

    private ImageRecord record(String ref) {
        return store.find(ref).orElseThrow(() -> notFound(ref));
    }

    private static NaruException notFound(String ref) {
        String shown = ref;
        try {
            shown = Reference.parse(ref).familiar();
        } catch (NaruException.Invalid noName) {
            // an id: shown as it came
        }
        return new NaruException.NotFound("No such image: " + shown);
    }

    /** All images, the newest first. */
    public List<Image> list() {
        return store.all().stream()
                .map(reader::read)
                .sorted(Comparator.comparing(Image::created).reversed())
                .toList();
    }

    /** The configuration that a container of this image starts from. */
    ContainerConfig config(String ref) {
        return find(ref).config();
    }

    /**
     * Takes a name from an image, and the image itself when that was its last; {@code prune} takes
     * untagged parents along.
     */
    public List<Removal> remove(String ref, boolean force, boolean prune) {
        var removal =
                new ImageRemoval(
                        store,
                        uses,
                        (action, image) -> publish(action, image, image.id(), image.id()));
        try {
            return removal.remove(record(ref), ref, force, prune);
        } catch (IOException failure) {
            throw hostFailure(failure);
        }
    }

    /** Removes those of {@code wanted} that no container uses and no other image is made from. */
    public Pruned prune(Predicate<Image> wanted) {
        var sizes = layerSizes();
        var steps = new ArrayList<Removal>();
        for (var image : list()) {
            if (uses.apply(image.id()).isEmpty() && wanted.test(image)) {
                steps.addAll(removeWhole(image));
            }
        }
        long reclaimed = 0;
        for (var step : steps) {
            reclaimed += step instanceof Removal.Deleted(var id) ? sizes.getOrDefault(id, 0L) : 0;
        }
        return new Pruned(steps, reclaimed);
    }

    /** Removes all names of an image, and so the image, unless a container has come to use it. */
    private List<Removal> removeWhole(Image image) {
        var steps = new ArrayList<Removal>();
        try {
            for (var name : image.tags().isEmpty() ? List.of(image.id()) : image.tags()) {
                steps.addAll(remove(name, false, true));
            }
        } catch (NaruException.Conflict | NaruException.NotFound usedOrGone) {
            return steps;
        }
        return steps;
    }

    /** The sizes of layers in bytes, by their chain ids. */
    private Map<String, Long> layerSizes() {
        var sizes = new HashMap<String, Long>();
        for (var image : store.all()) {
            var chains = LayerStore.chainIds(reader.read(image).diffIds());
            for (int i = 0; i < chains.size(); i++) {
                sizes.put(chains.get(i), image.layers().get(i).size());
            }
        }
        return sizes;
    }

    /** The size of all layers together, each counted once, in bytes. */
    public long layersSize() {
        return layerSizes().values().stream().mapToLong(Long::longValue).sum();
    }

    /** What of each image is shared with others, and by how many containers it is used. By id. */
    public Map<String, Usage> usage() {
        var sizes = layerSizes();
        var owners = new HashMap<String, Integer>();
        for (var image : list()) {
            LayerStore.chainIds(image.diffIds())
                    .forEach(chain -> owners.merge(chain, 1, Integer::sum));
        }
        var usage = new HashMap<String, Usage>();
        for (var image : list()) {
            long shared =
                    LayerStore.chainIds(image.diffIds()).stream()
                            .filter(chain -> owners.getOrDefault(chain, 1) > 1)
                            .mapToLong(chain -> sizes.getOrDefault(chain, 0L))
                            .sum();
            usage.put(image.id(), new Usage(shared, counter.apply(image.id())));
        }
        return usage;
    }

    /** Lets go of images that were removed and only kept for containers which are gone now. */
    void releaseUnused() {
        for (var image : store.removed()) {
            if (uses.apply(image.id()).isEmpty()) {
                try {
                    store.delete(image);
                } catch (IOException failure) {
                    throw hostFailure(failure);
                }
            }
        }
    }

    private void publish(String action, ImageRecord image, String actor, String name) {
        var attributes = new TreeMap<>(reader.read(image).config().labels());
        attributes.put("name", name);
        events.publish("image", action, actor, attributes);
    }

    private static NaruException hostFailure(Exception failure) {
        String message = failure.getMessage();
        return new NaruException.HostFailure(
                message == null ? failure.toString() : message, failure);
    }

    /** What a name means in a registry. {@code size} is that of the manifest in bytes. */
    public record Distribution(
            String mediaType, String digest, long size, List<OnPlatform> platforms) {
        public Distribution {
            platforms = List.copyOf(platforms);
        }
    }

    /** What an image runs on; {@code variant} may be empty. */
    public record OnPlatform(String architecture, String os, String variant) {}

    /** What a registry has now. {@code size} is that of the manifest in bytes. */
    public record Pushed(String tag, String digest, long size) {}

    /** {@code sharedSize} is in bytes. */
    public record Usage(long sharedSize, int containers) {}

    /** What a prune took away. {@code reclaimed} is in bytes. */
    public record Pruned(List<Removal> steps, long reclaimed) {
        public Pruned {
            steps = List.copyOf(steps);
        }
    }

    /** One step of a removal. */
    public sealed interface Removal {
        /** A name that is gone. */
        record Untagged(String name) implements Removal {}

        /** An image or a layer that is gone. */
        record Deleted(String id) implements Removal {}
    }
}
