package naru.dns;

import static java.lang.System.Logger.Level.WARNING;

import naru.dns.forward.ResolvConf;
import naru.dns.forward.UpstreamConnector;
import naru.dns.forward.Upstreams;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The host's resolvers, reloaded when their file has changed. For any thread. */
final class HostResolvers implements Supplier<Upstreams> {
    private static final System.Logger log = System.getLogger(HostResolvers.class.getName());

    /** The address of the stub of systemd-resolved; see systemd-resolved(8). */
    private static final InetSocketAddress RESOLVED =
            ResolvConf.onDnsPort(InetAddress.ofLiteral("127.0.0.53"));

    /** The minimum interval between checks of the file. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ForwardOptions options;
    private final UpstreamConnector connector;
    private final InstantSource clock;
    private Instant nextLook = Instant.MIN;
    private List<InetSocketAddress> servers = List.of();
    private Upstreams upstreams;

    HostResolvers(ForwardOptions options, UpstreamConnector connector, InstantSource clock) {
        this.options = options;
        this.connector = connector;
        this.clock = clock;
        this.upstreams = new Upstreams(servers, connector, clock);
    }

    @Override
    public synchronized Upstreams get() {
        var now = clock.instant();
        if (!now.isBefore(nextLook)) {
            nextLook = now.plus(PAUSE);
            look();
        }
        return upstreams;
    }

    private void look() {
        var found = read();
        if (!found.equals(servers)) {
            servers = found;
            upstreams = new Upstreams(found, connector, clock);
        }
    }

    /**
     * The servers of resolv.conf. If it contains the stub of systemd-resolved only, the stub's
     * upstreams follow: in a namespace other than the host's the stub is not reachable.
     */
    private List<InetSocketAddress> read() {
        var servers = new ArrayList<>(read(options.resolvConf()));
        if (servers.equals(List.of(RESOLVED))) {
            servers.addAll(read(options.resolvedConf()));
        }
        return List.copyOf(servers);
    }

    private static List<InetSocketAddress> read(Path file) {
        try {
            return ResolvConf.servers(Files.readString(file), Set.of(Redirect.ADDRESS));
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            log.log(WARNING, "cannot read " + file + ", so nothing is forwarded to its servers", e);
            return List.of();
        }
    }
}
