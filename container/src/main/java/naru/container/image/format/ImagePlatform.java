package naru.container.image.format;

import naru.container.image.model.Image;
import naru.network.model.NaruException;

/** Compares the platform of an image with the requested one. */
public final class ImagePlatform {
    private ImagePlatform() {}

    /**
     * @param platform such as {@code linux/arm64}; empty for any
     * @throws NaruException.NotFound if the image is for another one
     */
    public static void check(Image image, String ref, String platform) {
        if (platform.isEmpty()) {
            return;
        }
        var wanted = PlatformName.parse(platform);
        if (wanted.admits(image.os(), image.architecture(), image.variant())) {
            return;
        }
        var actual = image.os() + "/" + image.architecture();
        throw new NaruException.NotFound(
                "image with reference %s was found but its platform (%s) does not match the specified platform (%s)"
                        .formatted(
                                ref,
                                image.variant().isEmpty() ? actual : actual + "/" + image.variant(),
                                wanted));
    }
}
