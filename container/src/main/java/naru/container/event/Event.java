package naru.container.event;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened, as {@code docker events} shows it.
 *
 * @param type {@code container}, {@code image}, {@code network} or {@code volume}
 * @param action such as {@code start}
 * @param actorId what it happened to: an id, or an image's or volume's name
 * @param attributes such as {@code name} and the labels, in the order of their keys
 */
public record Event(
        String type, String action, String actorId, Map<String, String> attributes, Instant time) {}
