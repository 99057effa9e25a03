package naru.container;

import naru.container.config.ContainerConfig;
import naru.container.image.ArchiveLoader;
import naru.container.image.ArchiveWriter;
import naru.container.image.ImageImporter;
import naru.container.image.ImageReader;
import naru.container.image.ImageRecord;
import naru.container.image.ImageStore;
import naru.container.image.Login;
import naru.container.image.MalformedImageException;
import naru.container.image.Puller;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The images of this host. A {@code ref} is a name with a tag or a digest in any of Docker's short
 * forms, an id, or the beginning of an id. Methods block and may be called by any thread.
 */
public final class Images {
    private final ImageStore store;
    private final ImageReader reader;
    private final Puller puller;
    private final Login login;
    private final Events events;
    private final Clock clock;
    private volatile Function<String, Optional<Use>> uses = id -> Optional.empty();

    /**
     * @param dataRoot where images are kept, in folders of their own
     * @param insecureRegistries as {@code host:port}, spoken to in the clear [insecure-registries]
     */
    public Images(
            Path dataRoot,
            Journal journal,
            Events events,
            Clock clock,
            Set<String> insecureRegistries) {
        try {
            store = new ImageStore(dataRoot, journal);
        } catch (IOException failure) {
            throw hostFailure(failure);
        }
        reader = new ImageReader(store);
        puller = new Puller(store, insecureRegistries);
        login = new Login(insecureRegistries);
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

    /** Tells who uses an image, by its id. */
    void usedBy(Function<String, Optional<Use>> newUses) {
        uses = newUses;
    }

    /** The folders of an image's layers for overlayfs, the topmost first. */
    List<Path> layerFolders(String imageId) {
        return store.byId(imageId)
                .map(image -> store.layers().folders(reader.read(image).diffIds()))
                .orElseThrow(() -> new NaruException.NotFound("No such image: " + imageId));
    }

    /**
     * Fetches an image from its registry. {@code platform} such as {@code linux/amd64}; null for
     * the host's.
     */
    public Image pull(
            String name,
            @Nullable String platform,
            @Nullable RegistryAuth auth,
            PullProgress progress) {
        var reference = Reference.parse(name);
        try {
            var pulled = puller.pull(reference, platform, auth, progress);
            publish("pull", reference.familiar(), reference.familiarName());
            return reader.read(pulled.image());
        } catch (IOException | MalformedImageException failure) {
            throw hostFailure(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new NaruException.HostFailure("context canceled", stopped);
        }
    }

    /**
     * Reads what {@code docker save} writes, or an OCI layout, as a tar that may be compressed.
     * Returns the names of what it brought, or ids of what has none.
     */
    public List<String> load(InputStream tar) {
        try {
            var names = new ArrayList<String>();
            for (var loaded : new ArchiveLoader(store).load(tar)) {
                String name = loaded.name() == null ? loaded.image().id() : loaded.name();
                names.add(name);
                publish("load", loaded.image().id(), name);
            }
            return names;
        } catch (IOException | MalformedImageException | io.avaje.json.JsonException failure) {
            throw new NaruException.HostFailure(
                    "Error processing tar file: " + failure.getMessage(), failure);
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
        try {
            var importer = new ImageImporter(store, clock);
            var image = reader.read(importer.importTar(tar, familiar, message, changes));
            publish("import", image.id(), image.id());
            return image;
        } catch (IOException | MalformedImageException failure) {
            throw hostFailure(failure);
        }
    }

    /** Writes images as {@code docker load} reads them. */
    public void save(List<String> refs, OutputStream tar) {
        try {
            var writer = new ArchiveWriter(store, tar);
            for (String ref : refs) {
                var record = record(ref);
                boolean byName = !record.id().contains(ref);
                writer.add(record, byName ? List.of(Reference.parse(ref).familiar()) : List.of());
                publish("save", record.id(), record.id());
            }
            writer.finish();
        } catch (IOException failure) {
            throw hostFailure(failure);
        }
    }

    /** Gives an image a further name. */
    public void tag(String ref, String name) {
        var reference = Reference.parse(name);
        if (reference.digest() != null) {
            throw new NaruException.Invalid("refusing to create a tag with a digest reference");
        }
        var record = store.put(record(ref), reference.familiar());
        publish("tag", record.id(), reference.familiar());
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

    /** Takes a name from an image, and the image itself when that was its last. */
    public List<Removal> remove(String ref, boolean force) {
        var image = record(ref);
        boolean byId = image.id().startsWith(ref) || image.id().substring(7).startsWith(ref);
        var names = new ArrayList<>(image.tags());
        if (byId) {
            if (names.size() > 1 && !force) {
                throw conflict(
                        image, "must be forced", "image is referenced in multiple repositories");
            }
            refuseWhileUsed(image, force);
        } else {
            names = new ArrayList<>(List.of(Reference.parse(ref).familiar()));
            boolean last = image.tags().size() <= 1;
            if (last && !force) {
                refuseReference(image, ref);
            }
        }
        return remove(image, names);
    }

    private List<Removal> remove(ImageRecord image, List<String> names) {
        var done = new ArrayList<Removal>();
        ImageRecord rest = image;
        for (String name : names) {
            rest = untag(rest, name, done);
        }
        if (!rest.tags().isEmpty()) {
            return done;
        }
        for (String digest : rest.digests()) {
            rest = untag(rest, digest, done);
        }
        if (uses.apply(image.id()).isPresent()) {
            return done; // a stopped container keeps the image without a name
        }
        try {
            var layers = store.delete(rest);
            done.add(new Removal.Deleted(image.id()));
            layers.forEach(layer -> done.add(new Removal.Deleted(layer)));
            publish("delete", image.id(), image.id());
            return done;
        } catch (IOException failure) {
            throw hostFailure(failure);
        }
    }

    private ImageRecord untag(ImageRecord image, String name, List<Removal> done) {
        store.untag(image, name);
        done.add(new Removal.Untagged(name));
        publish("untag", image.id(), image.id());
        return store.byId(image.id()).orElse(image);
    }

    private void refuseReference(ImageRecord image, String ref) {
        uses.apply(image.id())
                .ifPresent(use -> {
                    throw new NaruException.Conflict(
                            "conflict: unable to remove repository reference \""
                                    + ref
                                    + "\" (must force) - container "
                                    + use.containerId.substring(0, 12)
                                    + " is using its referenced image "
                                    + image.id().substring(7, 19));
                });
    }

    private void refuseWhileUsed(ImageRecord image, boolean force) {
        uses.apply(image.id())
                .ifPresent(use -> {
                    String who = use.containerId.substring(0, 12);
                    if (use.running) {
                        throw conflict(
                                image,
                                "cannot be forced",
                                "image is being used by running container " + who);
                    }
                    if (!force) {
                        throw conflict(
                                image,
                                "must be forced",
                                "image is being used by stopped container " + who);
                    }
                });
    }

    private static NaruException conflict(ImageRecord image, String forced, String why) {
        return new NaruException.Conflict(
                "conflict: unable to delete "
                        + image.id().substring(7, 19)
                        + " ("
                        + forced
                        + ") - "
                        + why);
    }

    private void publish(String action, String actor, String name) {
        events.publish("image", action, actor, Map.of("name", name));
    }

    private static NaruException hostFailure(Exception failure) {
        String message = failure.getMessage();
        return new NaruException.HostFailure(
                message == null ? failure.toString() : message, failure);
    }

    /** One step of a removal. */
    public sealed interface Removal {
        /** A name that is gone. */
        record Untagged(String name) implements Removal {}

        /** An image or a layer that is gone. */
        record Deleted(String id) implements Removal {}
    }
}
