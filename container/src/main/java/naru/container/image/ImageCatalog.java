package naru.container.image;

import naru.container.event.Events;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.Reference;
import naru.container.image.model.Image;
import naru.container.image.store.ImageReader;
import naru.container.image.store.ImageStore;
import naru.network.model.NaruException;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Finds the images of this host by names and ids of users, and publishes their events. */
final class ImageCatalog {
    private final ImageStore store;
    private final ImageReader reader;
    private final Events events;

    ImageCatalog(ImageStore store, Events events) {
        this.store = store;
        this.reader = new ImageReader(store);
        this.events = events;
    }

    /**
     * The image, or an error: {@code No such image: x:latest}.
     *
     * @throws NaruException.Invalid for text that is neither a name nor an id
     */
    ImageRecord find(String ref) {
        return store.find(ref)
                .orElseThrow(() -> new NaruException.NotFound("No such image: " + shown(ref)));
    }

    private static String shown(String ref) {
        return ref.matches("(sha256:)?[0-9a-f]{64}") ? ref : Reference.parse(ref).familiar();
    }

    /** By the complete id, including images that are only kept for containers. */
    ImageRecord byId(String id) {
        return store.byId(id).orElseThrow(() -> new NaruException.NotFound("No such image: " + id));
    }

    Image read(ImageRecord image) {
        return reader.read(image);
    }

    /** All images, the newest first. */
    List<Image> all() {
        return store.all().stream()
                .map(reader::read)
                .sorted(Comparator.comparing(Image::created).reversed())
                .toList();
    }

    /** The tags of a repository, by name. */
    List<String> tagsOf(String repository) {
        return store.all().stream()
                .flatMap(image -> image.tags().stream())
                .filter(tag -> Reference.parse(tag).familiarName().equals(repository))
                .sorted()
                .toList();
    }

    /** The short form of a name; an id is returned unchanged. */
    static String familiar(String ref) {
        try {
            return Reference.parse(ref).familiar();
        } catch (NaruException.Invalid ignored) {
            return ref;
        }
    }

    /** {@code actor} is the object of the event, {@code name} its name. */
    void publish(String action, ImageRecord image, String actor, String name) {
        var attributes = new TreeMap<>(reader.read(image).config().labels());
        attributes.put("name", name);
        events.publish("image", action, actor, attributes);
    }
}
