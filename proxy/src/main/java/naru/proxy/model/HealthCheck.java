package naru.proxy.model;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A request that tells whether a member can serve.
 *
 * @param path empty for a TCP connection alone
 * @param port where it differs from the service's
 * @param host the Host header; empty for the member's address
 * @param status the expected status; empty for any of 2xx and 3xx
 */
public record HealthCheck(
        String path,
        Duration interval,
        Duration whileDown,
        Duration timeout,
        OptionalInt port,
        boolean tls,
        String host,
        Map<String, String> headers,
        String method,
        OptionalInt status) {
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /** A check that a member accepts TCP connections. */
    public static HealthCheck connection(Duration interval, Duration timeout) {
        return new HealthCheck(
                "",
                interval,
                interval,
                timeout,
                OptionalInt.empty(),
                false,
                "",
                Map.of(),
                "GET",
                OptionalInt.empty());
    }

    public HealthCheck {
        headers = Map.copyOf(headers);
    }
}
