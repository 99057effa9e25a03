package naru.dns;

import java.time.Duration;
import java.util.List;

/**
 * An answer and the steps that led to it.
 *
 * @param rcode the response code's name
 * @param answers one line per record: name, TTL in seconds, type and data
 * @param steps in order: the networks that know the name and its holders, the cache, and each
 *     upstream's reply
 */
public record Explanation(String rcode, List<String> answers, List<String> steps, Duration took) {}
