package naru.api.json.image;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The reply to {@code POST /build/prune}: there is never anything to remove. */
@Json(naming = Json.Naming.UpperCamel)
public record BuildPruned(@Nullable List<String> cachesDeleted, long spaceReclaimed) {}
