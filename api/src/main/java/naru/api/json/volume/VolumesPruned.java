package naru.api.json.volume;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The reply to {@code POST /volumes/prune}. */
@Json(naming = Json.Naming.UpperCamel)
public record VolumesPruned(@Nullable List<String> volumesDeleted, long spaceReclaimed) {}
