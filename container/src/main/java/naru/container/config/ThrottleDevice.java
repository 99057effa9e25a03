package naru.container.config;

import io.avaje.jsonb.Json;

/** A limit for a block device; {@code rate} in bytes or operations a second. */
@Json(naming = Json.Naming.UpperCamel)
public record ThrottleDevice(
        @Json.Property("Path") String path, @Json.Property("Rate") long rate) {}
