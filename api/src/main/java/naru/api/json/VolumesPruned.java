package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to {@code POST /volumes/prune}. */
@Json(naming = Json.Naming.UpperCamel)
public record VolumesPruned(@Nullable List<String> volumesDeleted, long spaceReclaimed) {}
