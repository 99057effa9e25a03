package naru.api.json;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The reply to {@code POST /containers/{id}/update}. */
@Json(naming = Json.Naming.UpperCamel)
public record Warnings(@Json.Property("Warnings") @Nullable List<String> warnings) {}
