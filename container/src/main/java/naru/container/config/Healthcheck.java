package naru.container.config;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * How a container's health is probed. Durations are in nanoseconds, 0 for the default.
 *
 * @param test {@code NONE}, or {@code CMD} and its words, or {@code CMD-SHELL} and a line; empty to
 *     inherit the image's
 */
@Json(naming = Json.Naming.UpperCamel)
public record Healthcheck(
        @Json.Property("Test") List<String> test,
        @Json.Property("Interval") long interval,
        @Json.Property("Timeout") long timeout,
        long startPeriod,
        long startInterval,
        @Json.Property("Retries") int retries) {

    public Healthcheck {
        test = Frozen.list(test);
    }
}
