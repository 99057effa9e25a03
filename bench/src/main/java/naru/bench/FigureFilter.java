package naru.bench;

import java.util.Arrays;
import java.util.List;

/**
 * The selected figures: those whose names contain one of the words, or all.
 *
 * @param words parts of figures' names
 */
record FigureFilter(List<String> words) {
    private static final List<String> FIGURES =
            List.of(
                    "attach-p50",
                    "detach-p50",
                    "attach-1000th",
                    "attach-1000th-floor",
                    "attach-200-at-once",
                    "publish-10000-ports",
                    "connections-1000-ports",
                    "api-ready",
                    "idle-memory",
                    "network-create-rm-cli",
                    "network-create-rm-api",
                    "run-rm-bridge",
                    "run-20",
                    "ps-200-cli",
                    "ps-200-api",
                    "inspect-cli",
                    "inspect-api",
                    "logs-100mb",
                    "compose-up-30",
                    "throughput-containers",
                    "throughput-published",
                    "connections-published",
                    "dns-known-qps",
                    "dns-known-cpu",
                    "dns-known-p99",
                    "dns-cached-qps",
                    "dns-cached-cpu",
                    "dns-cached-p99",
                    "pull-300MB",
                    "proxy-1-routes-qps",
                    "proxy-1-routes-cpu",
                    "proxy-1-routes-p99",
                    "proxy-1-routes-memory",
                    "proxy-1000-routes-qps",
                    "proxy-1000-routes-cpu",
                    "proxy-1000-routes-p99",
                    "proxy-1000-routes-memory",
                    "proxy-cache-hits-qps",
                    "proxy-cache-hits-cpu",
                    "proxy-cache-hits-p99",
                    "proxy-cache-hits-memory",
                    "proxy-event-to-traffic",
                    "proxy-event-to-traffic-checked");

    FigureFilter {
        words = List.copyOf(words);
        for (var word : words) {
            if (FIGURES.stream().noneMatch(figure -> figure.contains(word))) {
                throw new IllegalArgumentException(
                        "no figure is called "
                                + word
                                + "; there are "
                                + String.join(", ", FIGURES));
            }
        }
    }

    /** Whether a figure is selected, or one of several with this prefix. */
    boolean has(String... beginnings) {
        return FIGURES.stream()
                .filter(figure -> Arrays.stream(beginnings).anyMatch(figure::startsWith))
                .anyMatch(figure -> words.isEmpty() || words.stream().anyMatch(figure::contains));
    }
}
