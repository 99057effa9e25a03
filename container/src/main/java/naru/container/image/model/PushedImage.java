package naru.container.image.model;

/** A tag that a registry has accepted. {@code size} is that of the manifest, in bytes. */
public record PushedImage(String tag, String digest, long size) {}
