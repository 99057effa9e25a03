package naru.api.json;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The answer to {@code POST /containers/prune}: ids, or null when there was nothing to remove. */
@Json(naming = Json.Naming.UpperCamel)
public record ContainersPruned(@Nullable List<String> containersDeleted, long spaceReclaimed) {}
