package naru.container;

/** A container that uses an image. */
record ImageUse(String containerId, boolean running) {}
