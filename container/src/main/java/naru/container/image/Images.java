package naru.container.image;

import naru.container.config.ContainerConfig;
import naru.container.event.Events;
import naru.container.image.format.ImagePlatform;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.Reference;
import naru.container.image.model.Image;
import naru.container.image.model.ImageRemoval;
import naru.container.image.model.ImageUses;
import naru.container.image.model.RegistrySettings;
import naru.container.image.store.ImageStore;
import naru.container.image.transfer.ImageCommitter;
import naru.container.model.CommitOptions;
import naru.network.journal.Journal;
import naru.network.model.NaruException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The images of this host: finding, naming and removing them. {@link #transfers} pulls, pushes,
 * loads and saves them, {@link #sizes} computes disk usage; {@link ImageStore} stores them.
 *
 * <p>A {@code ref} is a name with a tag or a digest in any of Docker's short forms, an id, or a
 * prefix of an id. Methods block and may be called by any thread.
 */
public final class Images {
    private final ImageStore store;
    private final ImageCatalog catalog;
    private final ImageTransfers transfers;
    private final ImageSizes sizes;
    private final ImageRemover removal;
    private final Clock clock;
    private final ImageUses uses;

    /**
     * @param dataRoot the directory with the image store
     * @param uses the containers that use them
     */
    public Images(
            Path dataRoot,
            Journal journal,
            Events events,
            Clock clock,
            RegistrySettings registries,
            ImageUses uses) {
        try {
            store = new ImageStore(dataRoot, journal, clock);
        } catch (IOException failure) {
            throw ImageWork.hostFailure(failure);
        }
        catalog = new ImageCatalog(store, events);
        transfers = new ImageTransfers(store, catalog, events, clock, registries);
        sizes = new ImageSizes(store, catalog, uses);
        removal = new ImageRemover(store, catalog, uses);
        this.clock = clock;
        this.uses = uses;
    }

    /** Transfers from and to registries and archives. */
    public ImageTransfers transfers() {
        return transfers;
    }

    /** Disk usage. */
    public ImageSizes sizes() {
        return sizes;
    }

    /** The image, or an error: {@code No such image: x:latest}. */
    public Image find(String ref) {
        return catalog.read(catalog.find(ref));
    }

    /**
     * The image for a platform such as {@code linux/arm64}; empty for any.
     *
     * @throws NaruException.NotFound if there is none, or one for another platform: clients then
     *     pull it
     */
    public Image find(String ref, String platform) {
        var image = find(ref);
        ImagePlatform.check(image, ref, platform);
        return image;
    }

    /** All images, the newest first. */
    public List<Image> list() {
        return catalog.all();
    }

    /** The default configuration of containers of this image. */
    ContainerConfig config(String ref) {
        return find(ref).config();
    }

    /** The directories of an image's layers for overlayfs, topmost first. */
    public List<Path> layers(String ref) {
        return folders(catalog.find(ref));
    }

    /** The same by the complete id, including images that are only kept for containers. */
    public List<Path> layerFolders(String imageId) {
        return folders(catalog.byId(imageId));
    }

    private List<Path> folders(ImageRecord image) {
        return store.layers().folders(image.diffIds());
    }

    /** Creates an image from another one and a container's changes; see {@link CommitOptions}. */
    public Image commit(
            String baseId,
            Path upper,
            ContainerConfig config,
            CommitOptions options,
            String command) {
        String name = options.name();
        String familiar = name.isEmpty() ? null : Reference.parse(name).familiar();
        var base = catalog.byId(baseId);
        return ImageWork.blocking(() ->
                catalog.read(
                        new ImageCommitter(store, clock)
                                .commit(base, upper, config, options, command, familiar)));
    }

    /**
     * The name of a new image: a repository, whose tag is replaced by a given tag.
     *
     * @throws NaruException.Invalid if one of them is invalid, or the repository has a digest
     */
    public static String named(String repository, String tag) {
        return Reference.tagged(repository, tag);
    }

    /** Adds a name to an image. */
    public void tag(String ref, String name) {
        var reference = Reference.parse(name);
        if (reference.digest() != null) {
            throw new NaruException.Invalid("refusing to create a tag with a digest reference");
        }
        var record = store.put(catalog.find(ref), reference.familiar());
        catalog.publish("tag", record, record.id(), reference.familiar());
    }

    /**
     * Removes a name from an image, and the image itself with its last name; {@code prune} removes
     * untagged parents, too.
     */
    public List<ImageRemoval> remove(String ref, boolean force, boolean prune) {
        try {
            return removal.remove(catalog.find(ref), ref, force, prune);
        } catch (IOException failure) {
            throw ImageWork.hostFailure(failure);
        }
    }

    /** Removes those of {@code wanted} that have no containers and no child images. */
    public Pruned prune(Predicate<Image> wanted) {
        var layers = sizes.layers();
        var steps = new ArrayList<ImageRemoval>();
        for (var image : list()) {
            if (uses.of(image.id()).isEmpty() && wanted.test(image)) {
                steps.addAll(removeWhole(image));
            }
        }
        long reclaimed = 0;
        for (var step : steps) {
            reclaimed +=
                    step instanceof ImageRemoval.Deleted(var id) ? layers.getOrDefault(id, 0L) : 0;
        }
        return new Pruned(steps, reclaimed);
    }

    /** Removes all names of an image, and so the image, unless a container uses it. */
    private List<ImageRemoval> removeWhole(Image image) {
        var steps = new ArrayList<ImageRemoval>();
        try {
            for (var name : image.tags().isEmpty() ? List.of(image.id()) : image.tags()) {
                steps.addAll(remove(name, false, true));
            }
        } catch (NaruException.Conflict | NaruException.NotFound ignored) {
            return steps;
        }
        return steps;
    }

    /** Removes images that were only kept for containers that no longer exist. */
    public void releaseUnused() {
        for (var image : store.removed()) {
            if (uses.of(image.id()).isEmpty()) {
                try {
                    store.delete(image);
                } catch (IOException failure) {
                    throw ImageWork.hostFailure(failure);
                }
            }
        }
    }

    /** The result of a prune. {@code reclaimed} is in bytes. */
    public record Pruned(List<ImageRemoval> steps, long reclaimed) {
        public Pruned {
            steps = List.copyOf(steps);
        }
    }
}
