package naru.api.json.system;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Map;

/** {@code GET /version}. */
@Json(naming = Json.Naming.UpperCamel)
public record VersionReply(
        @Json.Property("Platform") Platform platform,
        @Json.Property("Components") List<Component> components,
        @Json.Property("Version") String version,
        String apiVersion,
        @Json.Property("MinAPIVersion") String minApiVersion,
        String gitCommit,
        String goVersion,
        @Json.Property("Os") String os,
        @Json.Property("Arch") String arch,
        String kernelVersion,
        @Json.Property("Experimental") boolean experimental,
        String buildTime) {

    /** The platform name. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Platform(@Json.Property("Name") String name) {}

    /** A component of the engine. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Component(
            @Json.Property("Name") String name,
            @Json.Property("Version") String version,
            @Json.Property("Details") Map<String, String> details) {}
}
