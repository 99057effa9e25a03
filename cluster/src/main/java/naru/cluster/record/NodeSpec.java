package naru.cluster.record;

import io.avaje.jsonb.Json;

import naru.cluster.identity.Role;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * What administrators decide about a node. The JSON is that of the API.
 *
 * @param availability {@code active}, {@code pause} or {@code drain}
 */
@Json
public record NodeSpec(
        @Json.Property("Name") @Nullable String name,
        @Json.Property("Labels") @Nullable Map<String, String> labels,
        @Json.Property("Role") String role,
        @Json.Property("Availability") String availability) {
    public NodeSpec {
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }

    /** Of a new node. */
    public static NodeSpec of(Role role, String availability) {
        return new NodeSpec(null, Map.of(), role.word(), availability);
    }

    /** The same with another role. */
    public NodeSpec with(Role other) {
        return new NodeSpec(name, labels, other.word(), availability);
    }

    public boolean isManager() {
        return role.equals(Role.MANAGER.word());
    }
}
