package naru.api.json.container;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The reply to {@code POST /containers/prune}: ids, or null if there was nothing to remove. */
@Json(naming = Json.Naming.UpperCamel)
public record ContainersPruned(@Nullable List<String> containersDeleted, long spaceReclaimed) {}
