package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /volumes}. */
@Json(naming = Json.Naming.UpperCamel)
public record VolumeList(List<VolumeReply> volumes, @Nullable List<String> warnings) {}
