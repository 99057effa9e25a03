package naru.container;

import java.nio.file.Path;
import java.time.Instant;

/** What of a container's snapshot never changes; read once and kept. */
record FixedFacts(Instant created, Container.RootFs rootFs, Path log, Path home) {}
