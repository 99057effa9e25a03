package naru.container.state;

import naru.container.model.Container;

import java.nio.file.Path;
import java.time.Instant;

/** What of a container's snapshot never changes; read once and kept. */
public record ImmutableFacts(Instant created, Container.RootFs rootFs, Path log, Path home) {}
