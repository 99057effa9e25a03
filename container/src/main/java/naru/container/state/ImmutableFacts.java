package naru.container.state;

import naru.container.model.Container;

import java.nio.file.Path;
import java.time.Instant;

/** The immutable part of a container's snapshot; read once. */
public record ImmutableFacts(Instant created, Container.RootFs rootFs, Path log, Path home) {}
