package naru.container.image.model;

/** One step of the removal of an image. */
public sealed interface ImageRemoval {
    /** A name was removed from the image. */
    record Untagged(String name) implements ImageRemoval {}

    /** An image or a layer was deleted. */
    record Deleted(String id) implements ImageRemoval {}
}
