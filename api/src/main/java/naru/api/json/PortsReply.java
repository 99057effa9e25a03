package naru.api.json;

import io.avaje.jsonb.Json;

import naru.container.config.PortBinding;

import java.util.List;
import java.util.Map;

/** What is published now, as in {@code NetworkSettings}; nothing while the container is stopped. */
@Json
public record PortsReply(@Json.Property("Ports") Map<String, List<PortBinding>> ports) {}
