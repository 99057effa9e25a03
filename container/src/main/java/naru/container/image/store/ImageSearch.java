package naru.container.image.store;

import naru.container.image.format.Digest;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.Reference;
import naru.network.model.NaruException;

import java.util.List;
import java.util.Optional;

/** Finds an image by id, name, or prefix of an id. */
final class ImageSearch {
    private ImageSearch() {}

    /**
     * @throws NaruException.Invalid if several ids begin with {@code ref}
     */
    static Optional<ImageRecord> find(List<ImageRecord> images, String ref) {
        String id = ref.startsWith("sha256:") ? ref : "sha256:" + ref;
        return images.stream()
                .filter(image -> image.id().equals(id))
                .findFirst()
                .or(() -> byName(images, ref))
                .or(() -> byPrefix(images, ref));
    }

    private static Optional<ImageRecord> byName(List<ImageRecord> images, String ref) {
        Reference reference;
        try {
            reference = Reference.parse(ref);
        } catch (NaruException.Invalid ignored) {
            return Optional.empty(); // it may still be a prefix of an id
        }
        String name =
                reference.digest() == null
                        ? reference.familiar()
                        : reference.familiarName() + "@" + reference.digest();
        return images.stream().filter(image -> image.names().contains(name)).findFirst();
    }

    private static Optional<ImageRecord> byPrefix(List<ImageRecord> images, String ref) {
        String digits = Digest.hex(ref);
        if (digits.isEmpty() || digits.chars().anyMatch(c -> Character.digit(c, 16) < 0)) {
            return Optional.empty();
        }
        var found =
                images.stream().filter(image -> Digest.hex(image.id()).startsWith(digits)).toList();
        if (found.size() > 1) {
            throw new NaruException.Invalid("ambiguous reference: " + ref);
        }
        return found.stream().findFirst();
    }
}
