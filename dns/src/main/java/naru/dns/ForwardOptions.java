package naru.dns;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How questions about names elsewhere are passed on.
 *
 * @param resolvConf names the host's resolvers; see resolv.conf(5)
 * @param resolvedConf names those behind systemd-resolved, for when {@code resolvConf} leads to it
 *     alone
 * @param serveStale how long after its lifetime an answer is still given when no upstream answers
 *     (RFC 8767); zero for never
 */
public record ForwardOptions(Path resolvConf, Path resolvedConf, Duration serveStale) {
    private static final Path RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    /** The usual: nothing stale. */
    public static ForwardOptions of(Path resolvConf) {
        return new ForwardOptions(resolvConf, RESOLVED, Duration.ZERO);
    }

    public ForwardOptions withServeStale(Duration time) {
        return new ForwardOptions(resolvConf, resolvedConf, time);
    }
}
