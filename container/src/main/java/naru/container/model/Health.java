package naru.container.model;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;

/**
 * How a container's health check goes: {@code State.Health} of {@code docker inspect}.
 *
 * @param status {@link #STARTING}, {@link #HEALTHY} or {@link #UNHEALTHY}
 * @param failingStreak probes that failed since the last good one
 * @param log the last probes, the oldest first
 */
@Json(naming = Json.Naming.UpperCamel)
public record Health(
        @Json.Property("Status") String status,
        int failingStreak,
        @Json.Property("Log") List<Probe> log) {

    public static final String STARTING = "starting";
    public static final String HEALTHY = "healthy";
    public static final String UNHEALTHY = "unhealthy";

    public Health {
        log = List.copyOf(log);
    }

    /** The same in another status. */
    public Health with(String newStatus) {
        return new Health(newStatus, failingStreak, log);
    }

    /**
     * One run of the check's command.
     *
     * @param start RFC 3339, as is {@code end}
     * @param exitCode 0 is good, -1 means that it did not end in time or could not begin
     * @param output what it wrote, the beginning of it
     */
    @Json(naming = Json.Naming.UpperCamel)
    public record Probe(
            @Json.Property("Start") String start,
            @Json.Property("End") String end,
            int exitCode,
            @Json.Property("Output") String output) {

        public static Probe of(Instant start, Instant end, int exitCode, String output) {
            return new Probe(start.toString(), end.toString(), exitCode, output);
        }
    }
}
