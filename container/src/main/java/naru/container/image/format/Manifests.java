package naru.container.image.format;

import naru.container.image.format.Documents.Descriptor;
import naru.container.image.format.Documents.Manifest;

import java.util.List;

/** Validation of image manifests. */
public final class Manifests {
    private Manifests() {}

    public static Descriptor config(Manifest manifest) {
        if (manifest.config() == null || manifest.layers() == null) {
            throw new MalformedImageException(
                    "unsupported manifest: neither an image nor a list of images");
        }
        return manifest.config();
    }

    public static List<Descriptor> layers(Manifest manifest) {
        return manifest.layers() == null ? List.of() : manifest.layers();
    }

    public static List<Descriptor> images(Manifest index) {
        return index.manifests() == null ? List.of() : index.manifests();
    }

    /** Selects the image for a platform; OCI image index, "platform". */
    public static Descriptor choose(Manifest index, PlatformName platform) {
        var manifests = images(index);
        for (var manifest : manifests) {
            if (manifest.platform() != null && platform.isExactly(manifest.platform())) {
                return manifest;
            }
        }
        for (var manifest : manifests) {
            if (manifest.platform() == null || platform.matches(manifest.platform())) {
                return manifest;
            }
        }
        throw new MalformedImageException(
                "no matching manifest for "
                        + platform
                        + " in the manifest list entries: no match for platform in manifest: not"
                        + " found");
    }
}
