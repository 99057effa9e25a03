package naru.dns;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of forwarding.
 *
 * @param resolvConf the file with the host's resolvers; see resolv.conf(5)
 * @param resolvedConf the file with the upstreams of systemd-resolved, used if {@code resolvConf}
 *     contains its stub only
 * @param serveStale how long after its TTL an answer is still served when no upstream responds (RFC
 *     8767); zero for never
 */
public record ForwardOptions(Path resolvConf, Path resolvedConf, Duration serveStale) {
    private static final Path RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    /** The defaults: nothing stale. */
    public static ForwardOptions of(Path resolvConf) {
        return new ForwardOptions(resolvConf, RESOLVED, Duration.ZERO);
    }

    public ForwardOptions withServeStale(Duration time) {
        return new ForwardOptions(resolvConf, resolvedConf, time);
    }
}
