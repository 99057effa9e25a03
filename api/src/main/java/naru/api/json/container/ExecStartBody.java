package naru.api.json.container;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The body of {@code POST /exec/{id}/start}. {@code consoleSize} is height and width. */
@Json(naming = Json.Naming.UpperCamel)
public record ExecStartBody(
        @Json.Property("Detach") boolean detach,
        @Json.Property("Tty") boolean tty,
        @Nullable List<Integer> consoleSize) {}
