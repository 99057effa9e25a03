package naru.container.image;

import naru.container.image.format.ImageRecord;
import naru.container.image.format.Reference;
import naru.container.image.model.ImageRemoval;
import naru.container.image.model.ImageUse;
import naru.container.image.model.ImageUses;
import naru.container.image.store.ImageStore;
import naru.network.model.NaruException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Docker's rules for the removal of images; see "imageDeleteHelper" of the Moby project. */
final class ImageRemover {
    private final ImageStore store;
    private final ImageUses uses;
    private final ImageCatalog catalog;

    ImageRemover(ImageStore store, ImageCatalog catalog, ImageUses uses) {
        this.store = store;
        this.catalog = catalog;
        this.uses = uses;
    }

    /** {@code prune} removes its untagged parents, too. */
    List<ImageRemoval> remove(ImageRecord image, String ref, boolean force, boolean prune)
            throws IOException {
        var done = new ArrayList<ImageRemoval>();
        if (isId(image, ref)) {
            if (isSingle(image)) {
                refuse(image, force, false);
                untagAll(image, done);
            }
            delete(image, force, prune, false, done);
            return done;
        }
        var use = uses.of(image.id());
        if (!force && isSingle(image) && use.isPresent()) {
            throw new NaruException.Conflict(
                    "conflict: unable to remove repository reference \""
                            + ref
                            + "\" (must force) - container "
                            + use.get().containerId().substring(0, 12)
                            + " is using its referenced image "
                            + shortId(image));
        }
        var rest = untag(image, name(ref), done);
        rest = untagOrphanedDigests(rest, Reference.parse(ref), done);
        if (rest.names().isEmpty()) {
            delete(rest, force, prune, true, done);
        }
        store.settle(rest);
        return done;
    }

    private static boolean isId(ImageRecord image, String ref) {
        return image.id().startsWith(ref) || image.id().substring(7).startsWith(ref);
    }

    private static String name(String ref) {
        var reference = Reference.parse(ref);
        return reference.digest() == null
                ? reference.familiar()
                : reference.familiarName() + "@" + reference.digest();
    }

    /** Whether all its names are in one repository, and at most one of them is a tag. */
    private static boolean isSingle(ImageRecord image) {
        long repositories =
                image.names().stream()
                        .map(name -> Reference.parse(name).familiarName())
                        .distinct()
                        .count();
        boolean oneName = image.names().size() == 1;
        return oneName || (repositories == 1 && image.tags().size() <= 1);
    }

    private ImageRecord untag(ImageRecord image, String name, List<ImageRemoval> done) {
        var rest = store.untag(image, name);
        done.add(new ImageRemoval.Untagged(name));
        publish("untag", image);
        return rest;
    }

    private ImageRecord untagAll(ImageRecord image, List<ImageRemoval> done) {
        var rest = image;
        for (String name : image.names()) {
            rest = untag(rest, name, done);
        }
        return rest;
    }

    /** The digests of a repository are removed with its last tag. */
    private ImageRecord untagOrphanedDigests(
            ImageRecord image, Reference gone, List<ImageRemoval> done) {
        String repository = gone.familiarName();
        boolean tagged =
                image.tags().stream()
                        .anyMatch(tag -> Reference.parse(tag).familiarName().equals(repository));
        if (gone.digest() != null || tagged) {
            return image;
        }
        var rest = image;
        for (String digest : image.digests()) {
            if (Reference.parse(digest).familiarName().equals(repository)) {
                rest = untag(rest, digest, done);
            }
        }
        return rest;
    }

    /** {@code quiet}: a name was removed already, so that keeping the image is not an error. */
    private void delete(
            ImageRecord image, boolean force, boolean prune, boolean quiet, List<ImageRemoval> done)
            throws IOException {
        var now = store.byId(image.id()).orElse(image);
        try {
            refuse(now, force, !now.names().isEmpty());
        } catch (NaruException.Conflict conflict) {
            if (quiet) {
                return;
            }
            throw conflict;
        }
        var rest = untagAll(now, done);
        done.add(new ImageRemoval.Deleted(image.id()));
        if (uses.of(image.id()).isPresent()) {
            store.hide(rest); // its containers keep the layers until they are removed
        } else {
            store.delete(rest).forEach(layer -> done.add(new ImageRemoval.Deleted(layer)));
        }
        publish("delete", image);
        var parent = parent(image);
        if (prune && parent.isPresent() && parent.get().names().isEmpty()) {
            delete(parent.get(), false, true, true, done);
        }
    }

    private void publish(String action, ImageRecord image) {
        catalog.publish(action, image, image.id(), image.id());
    }

    private Optional<ImageRecord> parent(ImageRecord image) {
        return store.all().stream().filter(other -> other.id().equals(image.parent())).findFirst();
    }

    private void refuse(ImageRecord image, boolean force, boolean manyNames) {
        if (store.all().stream().anyMatch(other -> image.id().equals(other.parent()))) {
            throw conflict(image, "cannot be forced", "image has dependent child images");
        }
        var use = uses.of(image.id());
        if (use.isPresent() && use.get().running()) {
            throw conflict(
                    image,
                    "cannot be forced",
                    "image is being used by running container " + who(use.get()));
        }
        if (!force && manyNames) {
            throw conflict(image, "must be forced", "image is referenced in multiple repositories");
        }
        if (!force && use.isPresent()) {
            throw conflict(
                    image,
                    "must be forced",
                    "image is being used by stopped container " + who(use.get()));
        }
    }

    private static String who(ImageUse use) {
        return use.containerId().substring(0, 12);
    }

    private static String shortId(ImageRecord image) {
        return image.id().substring(7, 19);
    }

    private static NaruException conflict(ImageRecord image, String forced, String why) {
        return new NaruException.Conflict(
                "conflict: unable to delete " + shortId(image) + " (" + forced + ") - " + why);
    }
}
