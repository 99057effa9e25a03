package naru.container.image.model;

import java.util.List;

/** The manifest of a name in a registry. {@code size} is the manifest's, in bytes. */
public record Distribution(String mediaType, String digest, long size, List<OnPlatform> platforms) {
    /** A platform of an image; {@code variant} may be empty. */
    public record OnPlatform(String architecture, String os, String variant) {}

    public Distribution {
        platforms = List.copyOf(platforms);
    }
}
