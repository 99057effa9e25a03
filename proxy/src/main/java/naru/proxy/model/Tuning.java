package naru.proxy.model;

import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a service that have usual values.
 *
 * @param silence how long a member may send nothing before the request fails; empty for the proxy's
 *     usual time
 * @param slowStart the time in which a new member reaches its full share; zero for none
 * @param drain how long requests in progress may last when a member is stopped
 * @param maxConnections to each member; 0 for no limit
 * @param proxyProtocol the version of the PROXY protocol by which members learn the client's
 *     address; 0 for none
 */
public record Tuning(
        Optional<Duration> silence,
        Duration slowStart,
        Duration drain,
        int maxConnections,
        int proxyProtocol) {
    public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(10);
    public static final Tuning NONE =
            new Tuning(Optional.empty(), Duration.ZERO, DEFAULT_DRAIN, 0, 0);
}
