package naru.cluster.record;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The host and the engine of a node.
 *
 * @param architecture as {@code uname -m} prints it
 * @param nanoCpus processors in units of 10^-9
 * @param memory in bytes
 * @param plugins names of plugins by their type, such as {@code Network}
 */
@Json
public record NodeDescription(
        String hostname,
        String architecture,
        String os,
        long nanoCpus,
        long memory,
        String engineVersion,
        Map<String, String> labels,
        Map<String, List<String>> plugins) {
    public NodeDescription {
        Objects.requireNonNull(hostname);
        Objects.requireNonNull(architecture);
        Objects.requireNonNull(os);
        Objects.requireNonNull(engineVersion);
        labels = Map.copyOf(labels);
        plugins = Map.copyOf(plugins);
    }
}
