package naru.container.config;

import io.avaje.jsonb.Json;

/**
 * A resource limit of a container's processes, named as in setrlimit(2) without {@code RLIMIT_}, in
 * small letters.
 */
@Json(naming = Json.Naming.UpperCamel)
public record Ulimit(
        @Json.Property("Name") String name,
        @Json.Property("Hard") long hard,
        @Json.Property("Soft") long soft) {

    public Ulimit {
        name = Frozen.text(name);
    }
}
