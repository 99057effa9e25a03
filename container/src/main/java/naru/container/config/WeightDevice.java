package naru.container.config;

import io.avaje.jsonb.Json;

/** A share of a block device, 10 to 1000. */
@Json(naming = Json.Naming.UpperCamel)
public record WeightDevice(
        @Json.Property("Path") String path, @Json.Property("Weight") int weight) {}
