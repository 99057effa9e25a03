package naru.etcd;

import java.time.Duration;

/**
 * How long a client waits.
 *
 * @param limit for a request to all endpoints together
 * @param ping how long a connection is silent before its server is pinged. etcd closes connections
 *     that ping more often than every 5 s (grpc-keepalive-min-time)
 * @param pingTimeout until the answer; the connection is closed after that
 */
public record Timing(Duration limit, Duration ping, Duration pingTimeout) {
    /** For servers of etcd. */
    public static final Timing DEFAULT =
            new Timing(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(3));

    Timing within(Duration other) {
        return new Timing(other, ping, pingTimeout);
    }
}
