package naru.network.event;

import java.time.Instant;

/** An event, its number in the log and the time at which it was appended. */
public record Numbered<E>(long revision, Instant time, E event) {}
