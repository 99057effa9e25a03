package naru.container.image.model;

/** A container that uses an image. */
public record ImageUse(String containerId, boolean running) {}
