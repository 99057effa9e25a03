package naru.api.json.container;

import io.avaje.jsonb.Json;

import java.util.List;

/** The reply to {@code POST /containers/create}. */
@Json(naming = Json.Naming.UpperCamel)
public record ContainerCreated(
        @Json.Property("Id") String id, @Json.Property("Warnings") List<String> warnings) {}
