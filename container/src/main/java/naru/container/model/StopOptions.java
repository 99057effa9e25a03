package naru.container.model;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How to stop a container: {@code signal} first, SIGKILL when {@code timeout} is over.
 *
 * @param signal a name such as {@code SIGTERM} or {@code TERM}, or a number; null for the
 *     container's own
 * @param timeout null for the container's own; negative to wait for ever
 */
public record StopOptions(@Nullable String signal, @Nullable Duration timeout) {
    public static final StopOptions DEFAULT = new StopOptions(null, null);
}
