package naru.api.json.container;

import io.avaje.jsonb.Json;

import naru.container.config.PortBinding;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * The body of {@code POST /containers/{id}/publish} and {@code …/unpublish}, which Docker does not
 * have, with the field of {@code HostConfig}.
 */
@Json(naming = Json.Naming.UpperCamel)
public record PortsBody(@Nullable Map<String, @Nullable List<PortBinding>> portBindings) {}
