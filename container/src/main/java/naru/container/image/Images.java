package naru.container.image;

import naru.container.config.ContainerConfig;
import naru.container.event.Events;
import naru.container.image.format.ImagePlatform;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.Reference;
import naru.container.image.model.Image;
import naru.container.image.model.ImageRemoval;
import naru.container.image.model.ImageUse;
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
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The images of this host: finding, naming and removing them. {@link #transfers} brings them in and
 * out, {@link #sizes} knows what room they take; {@link ImageStore} keeps them, and the package
 * {@code naru.container.image} knows registries and archives.
 *
 * <p>A {@code ref} is a name with a tag or a digest in any of Docker's short forms, an id, or the
 * beginning of an id. Methods block and may be called by any thread.
 */
public final class Images {
    private final ImageStore store;
    private final ImageCatalog catalog;
    private final ImageTransfers transfers;
    private final ImageSizes sizes;
    private final ImageRemover removal;
    private final Clock clock;
    private volatile Function<String, Optional<ImageUse>> uses = id -> Optional.empty();

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
            throw ImageWork.hostFailure(failure);
        }
        catalog = new ImageCatalog(store, events);
        transfers = new ImageTransfers(store, catalog, events, clock, registries);
        sizes = new ImageSizes(store, catalog);
        removal = new ImageRemover(store, catalog, id -> uses.apply(id));
        this.clock = clock;
    }

    /** Tells who uses an image and how many do, by its id. */
    public void usedBy(
            Function<String, Optional<ImageUse>> newUses, Function<String, Integer> counter) {
        uses = newUses;
        sizes.countedBy(counter);
    }

    /** Registries and archives. */
    public ImageTransfers transfers() {
        return transfers;
    }

    /** Room on disk. */
    public ImageSizes sizes() {
        return sizes;
    }

    /** The image, or a refusal: {@code No such image: x:latest}. */
    public Image find(String ref) {
        return catalog.read(catalog.find(ref));
    }

    /**
     * The image for a platform such as {@code linux/arm64}; empty for any.
     *
     * @throws NaruException.NotFound when there is none, or one for another platform: clients then
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

    /** The configuration that a container of this image starts from. */
    ContainerConfig config(String ref) {
        return find(ref).config();
    }

    /** The folders of an image's layers for overlayfs, the topmost first. */
    public List<Path> layers(String ref) {
        return folders(catalog.find(ref));
    }

    /** The same by the whole id, also of an image that is only kept for containers. */
    public List<Path> layerFolders(String imageId) {
        return folders(catalog.byId(imageId));
    }

    private List<Path> folders(ImageRecord image) {
        return store.layers().folders(image.diffIds());
    }

    /**
     * Makes an image of another one and what a container has changed; see {@link CommitOptions}.
     */
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
     * The name of a new image: a repository, whose own tag a given tag replaces.
     *
     * @throws NaruException.Invalid when one of them is invalid, or the repository has a digest
     */
    public static String named(String repository, String tag) {
        return Reference.tagged(repository, tag);
    }

    /** Gives an image a further name. */
    public void tag(String ref, String name) {
        var reference = Reference.parse(name);
        if (reference.digest() != null) {
            throw new NaruException.Invalid("refusing to create a tag with a digest reference");
        }
        var record = store.put(catalog.find(ref), reference.familiar());
        catalog.publish("tag", record, record.id(), reference.familiar());
    }

    /**
     * Takes a name from an image, and the image itself when that was its last; {@code prune} takes
     * untagged parents along.
     */
    public List<ImageRemoval> remove(String ref, boolean force, boolean prune) {
        try {
            return removal.remove(catalog.find(ref), ref, force, prune);
        } catch (IOException failure) {
            throw ImageWork.hostFailure(failure);
        }
    }

    /** Removes those of {@code wanted} that no container uses and no other image is made from. */
    public Pruned prune(Predicate<Image> wanted) {
        var layers = sizes.layers();
        var steps = new ArrayList<ImageRemoval>();
        for (var image : list()) {
            if (uses.apply(image.id()).isEmpty() && wanted.test(image)) {
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

    /** Removes all names of an image, and so the image, unless a container has come to use it. */
    private List<ImageRemoval> removeWhole(Image image) {
        var steps = new ArrayList<ImageRemoval>();
        try {
            for (var name : image.tags().isEmpty() ? List.of(image.id()) : image.tags()) {
                steps.addAll(remove(name, false, true));
            }
        } catch (NaruException.Conflict | NaruException.NotFound usedOrGone) {
            return steps;
        }
        return steps;
    }

    /** Lets go of images that were removed and only kept for containers which are gone now. */
    public void releaseUnused() {
        for (var image : store.removed()) {
            if (uses.apply(image.id()).isEmpty()) {
                try {
                    store.delete(image);
                } catch (IOException failure) {
                    throw ImageWork.hostFailure(failure);
                }
            }
        }
    }

    /** What a prune took away. {@code reclaimed} is in bytes. */
    public record Pruned(List<ImageRemoval> steps, long reclaimed) {
        public Pruned {
            steps = List.copyOf(steps);
        }
    }
}
