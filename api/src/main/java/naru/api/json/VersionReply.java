package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;

/** {@code GET /version}. */
@Json(naming = Json.Naming.UpperCamel)
public record VersionReply(
        Platform platform,
        List<Component> components,
        String version,
        String apiVersion,
        @Json.Property("MinAPIVersion") String minApiVersion,
        String gitCommit,
        String goVersion,
        String os,
        String arch,
        String kernelVersion,
        boolean experimental,
        String buildTime) {

    /** What the engine is sold as. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Platform(String name) {}

    /** A program that the engine is made of. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Component(String name, String version, Map<String, String> details) {}
}
