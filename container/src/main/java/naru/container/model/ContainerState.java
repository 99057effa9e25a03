package naru.container.model;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

/**
 * The state of a container as {@code docker inspect} shows it.
 *
 * @param status {@code created}, {@code running}, {@code paused}, {@code restarting}, {@code
 *     removing}, {@code exited} or {@code dead}
 * @param pid of the container's first process as the host counts, 0 when none runs
 * @param error why the last start failed, empty if it did not
 * @param health null for a container without a health check, and then left out
 * @param startedAt RFC 3339 with nanoseconds; {@link #NEVER} before the first start
 */
@Json(naming = Json.Naming.UpperCamel)
public record ContainerState(
        @Json.Property("Status") String status,
        @Json.Property("Running") boolean running,
        @Json.Property("Paused") boolean paused,
        @Json.Property("Restarting") boolean restarting,
        @Json.Property("OOMKilled") boolean oomKilled,
        @Json.Property("Dead") boolean dead,
        @Json.Property("Pid") int pid,
        int exitCode,
        @Json.Property("Error") String error,
        String startedAt,
        String finishedAt,
        @Json.Property("Health") @Nullable Health health) {

    /** Go's zero time, which Docker's clients know to mean "not yet". */
    public static final String NEVER = "0001-01-01T00:00:00Z";
}
