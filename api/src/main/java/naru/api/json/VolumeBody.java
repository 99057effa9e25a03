package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /volumes/create}. */
@Json(naming = Json.Naming.UpperCamel)
public record VolumeBody(
        @Nullable String name,
        @Nullable String driver,
        @Nullable Map<String, String> driverOpts,
        @Nullable Map<String, String> labels) {}
