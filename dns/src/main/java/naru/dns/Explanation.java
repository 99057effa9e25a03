package naru.dns;

import java.time.Duration;
import java.util.List;

/**
 * An answer, and how it came about.
 *
 * @param rcode the response code's name
 * @param answers a line a record: name, lifetime in seconds, type and data
 * @param steps what happened, in order: which networks know the name, whom it belongs to, what the
 *     cache had, and what each upstream said
 */
public record Explanation(String rcode, List<String> answers, List<String> steps, Duration took) {}
