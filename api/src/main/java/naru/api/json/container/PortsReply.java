package naru.api.json.container;

import io.avaje.jsonb.Json;

import naru.container.config.PortBinding;

import java.util.List;
import java.util.Map;

/** The published ports, as in {@code NetworkSettings}; empty while the container is stopped. */
@Json
public record PortsReply(@Json.Property("Ports") Map<String, List<PortBinding>> ports) {}
