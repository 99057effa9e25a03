package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to {@code POST /containers/{id}/update}. */
@Json(naming = Json.Naming.UpperCamel)
public record Warnings(@Nullable List<String> warnings) {}
