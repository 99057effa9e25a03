package naru.container.model;

import io.avaje.jsonb.Json;

/** A file that a container has changed; {@code kind} is one of the constants here. */
@Json(naming = Json.Naming.UpperCamel)
public record PathChange(@Json.Property("Path") String path, @Json.Property("Kind") int kind) {
    public static final int MODIFIED = 0;
    public static final int ADDED = 1;
    public static final int DELETED = 2;
}
