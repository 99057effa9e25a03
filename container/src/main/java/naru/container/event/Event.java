package naru.container.event;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Something that happened, as {@code docker events} shows it.
 *
 * @param type {@code container}, {@code image}, {@code network}, {@code volume} or {@code node}
 * @param action such as {@code start}
 * @param actorId what it happened to: an id, or an image's or volume's name
 * @param attributes such as {@code name} and the labels, in the order of their keys
 */
public record Event(
        String type, String action, String actorId, Map<String, String> attributes, Instant time) {
    private static final Set<String> OF_CLUSTERS = Set.of("node", "service", "secret", "config");

    /** {@code swarm} for an object of the cluster, {@code local} for one of this host. */
    public String scope() {
        return OF_CLUSTERS.contains(type) ? "swarm" : "local";
    }
}
