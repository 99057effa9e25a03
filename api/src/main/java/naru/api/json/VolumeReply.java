package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A volume in {@code GET /volumes} and {@code GET /volumes/{name}}. */
@Json(naming = Json.Naming.UpperCamel)
public record VolumeReply(
        String createdAt,
        String driver,
        Map<String, String> labels,
        String mountpoint,
        String name,
        @Nullable Map<String, String> options,
        String scope) {}
