package naru.api.json.network;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The reply to {@code POST /networks/prune}: names, or null if there was nothing to delete. */
@Json(naming = Json.Naming.UpperCamel)
public record NetworksPruned(@Nullable List<String> networksDeleted) {}
