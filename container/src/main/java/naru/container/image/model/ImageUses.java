package naru.container.image.model;

import java.util.Optional;

/** Which containers use an image; implemented by the containers' records. Any thread. */
public interface ImageUses {
    /** A container that uses the image, a running one if there is any. */
    Optional<ImageUse> of(String imageId);

    /** The number of containers that use the image. */
    int count(String imageId);
}
