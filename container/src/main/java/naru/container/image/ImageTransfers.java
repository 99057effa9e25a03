package naru.container.image;

import naru.container.event.Events;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.MalformedImageException;
import naru.container.image.format.Reference;
import naru.container.image.model.Distribution;
import naru.container.image.model.Image;
import naru.container.image.model.PullProgress;
import naru.container.image.model.PushedImage;
import naru.container.image.model.RegistryAuth;
import naru.container.image.model.RegistrySettings;
import naru.container.image.registry.Login;
import naru.container.image.registry.LoginRefused;
import naru.container.image.store.ImageStore;
import naru.container.image.transfer.ArchiveLoader;
import naru.container.image.transfer.ArchiveWriter;
import naru.container.image.transfer.ImageImporter;
import naru.container.image.transfer.Puller;
import naru.container.image.transfer.Pusher;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Transfers images from and to registries, archives and plain root file systems. Methods block and
 * may be called by any thread; an interrupt cancels them without leftovers.
 */
public final class ImageTransfers {
    private final ImageStore store;
    private final ImageCatalog catalog;
    private final Events events;
    private final Clock clock;
    private final Puller puller;
    private final Pusher pusher;
    private final Login login;

    ImageTransfers(
            ImageStore store,
            ImageCatalog catalog,
            Events events,
            Clock clock,
            RegistrySettings registries) {
        this.store = store;
        this.catalog = catalog;
        this.events = events;
        this.clock = clock;
        puller = new Puller(store, registries);
        pusher = new Pusher(store, registries);
        login = new Login(registries);
    }

    /**
     * Verifies credentials with a registry. Returns a token that replaces the password from now on;
     * empty for none.
     *
     * @throws LoginRefused if they are invalid
     */
    public String login(RegistryAuth auth) {
        return login.check(auth);
    }

    /**
     * Fetches an image from its registry; all tags of its repository if the name has neither tag
     * nor digest. An interrupt cancels it without leftovers. {@code platform} such as {@code
     * linux/amd64}; null for the host's.
     */
    public void pull(
            String name,
            @Nullable String platform,
            @Nullable RegistryAuth auth,
            PullProgress progress) {
        var reference = Reference.parse(name);
        ImageWork.blocking(() -> {
            if (Reference.isNameOnly(name)) {
                puller.pullAll(reference, platform, auth, progress);
                events.publish(
                        "image",
                        "pull",
                        reference.familiarName(),
                        Map.of("name", reference.familiarName()));
            } else {
                var pulled = puller.pull(reference, platform, auth, progress);
                catalog.publish(
                        "pull", pulled.image(), reference.familiar(), reference.familiarName());
            }
        });
    }

    /**
     * Pushes an image to the registry in its name; all tags of the repository if {@code name} has
     * none.
     */
    public List<PushedImage> push(String name, @Nullable RegistryAuth auth, PullProgress progress) {
        var reference = Reference.parse(name);
        var wanted =
                Reference.isNameOnly(name)
                        ? catalog.tagsOf(reference.familiarName())
                        : List.of(reference.familiar());
        if (wanted.isEmpty() || store.find(wanted.getFirst()).isEmpty()) {
            throw new NaruException.NotFound(
                    "An image does not exist locally with the tag: " + reference.familiarName());
        }
        return ImageWork.blocking(() -> {
            var images =
                    wanted.stream()
                            .map(tag -> new Pusher.Named(Reference.parse(tag), catalog.find(tag)))
                            .toList();
            var pushed = pusher.push(images, auth, progress);
            for (var image : images) {
                catalog.publish(
                        "push", image.image(), image.name().familiar(), reference.familiarName());
            }
            return pushed;
        });
    }

    /** Resolves a name in its registry, without fetching the image. */
    public Distribution distribution(String name, @Nullable RegistryAuth auth) {
        var reference = Reference.parse(name);
        return ImageWork.blocking(() -> puller.look(reference, auth));
    }

    /**
     * Loads an archive of {@code docker save} or an OCI layout, a tar that may be compressed.
     * Returns the names of the images, or ids of unnamed ones.
     */
    public List<String> load(InputStream tar, PullProgress progress) {
        try {
            return ComputeThread.call(() -> {
                var names = new ArrayList<String>();
                for (var loaded : new ArchiveLoader(store, progress).load(tar)) {
                    String id = loaded.image().id();
                    String name = loaded.name() == null ? id : loaded.name();
                    names.add(name);
                    catalog.publish("load", loaded.image(), id, name);
                }
                return names;
            });
        } catch (IOException | MalformedImageException | io.avaje.json.JsonException failure) {
            throw new NaruException.HostFailure(
                    "Error processing tar file: " + failure.getMessage(), failure);
        } catch (InterruptedException stopped) {
            throw ImageWork.canceled(stopped);
        }
    }

    /**
     * Creates an image of one layer from a root file system in a tar, which may be compressed.
     *
     * @param name null for an image without one
     * @param changes lines of a Dockerfile: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, USER, VOLUME,
     *     WORKDIR, STOPSIGNAL, HEALTHCHECK, ONBUILD
     * @param platform such as {@code linux/arm64}; null for the host's
     */
    public Image importTar(
            InputStream tar,
            @Nullable String name,
            String message,
            List<String> changes,
            @Nullable String platform) {
        String familiar = name == null || name.isEmpty() ? null : Reference.parse(name).familiar();
        return ImageWork.blocking(() -> {
            var importer = new ImageImporter(store, clock);
            var record = importer.importTar(tar, familiar, message, changes, platform);
            catalog.publish("import", record, record.id(), record.id());
            return catalog.read(record);
        });
    }

    /**
     * @throws NaruException.NotFound if {@link #save} would not find one of them
     */
    public void checkNames(List<String> refs) {
        for (String ref : refs) {
            if (!Reference.isNameOnly(ref)
                    || catalog.tagsOf(Reference.parse(ref).familiarName()).isEmpty()) {
                catalog.find(ref);
            }
        }
    }

    /**
     * Writes images in the format of {@code docker load}; a name without a tag means all its tags.
     */
    public void save(List<String> refs, OutputStream tar) {
        var names = new LinkedHashMap<ImageRecord, List<String>>();
        for (String ref : refs) {
            var tags =
                    Reference.isNameOnly(ref)
                            ? catalog.tagsOf(Reference.parse(ref).familiarName())
                            : List.<String>of();
            for (String each : tags.isEmpty() ? List.of(ref) : tags) {
                var record = catalog.find(each);
                var known = names.computeIfAbsent(record, _ -> new ArrayList<>());
                String tag =
                        record.tags().contains(ImageCatalog.familiar(each))
                                ? ImageCatalog.familiar(each)
                                : null;
                if (tag != null && !known.contains(tag)) {
                    known.add(tag);
                }
            }
        }
        ImageWork.blocking(() -> {
            var writer = new ArchiveWriter(store, tar);
            for (var image : names.entrySet()) {
                writer.add(image.getKey(), image.getValue());
                catalog.publish("save", image.getKey(), image.getKey().id(), image.getKey().id());
            }
            writer.finish();
        });
    }
}
