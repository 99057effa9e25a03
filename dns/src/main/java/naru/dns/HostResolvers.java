package naru.dns;

import static java.lang.System.Logger.Level.WARNING;

import naru.dns.forward.Door;
import naru.dns.forward.ResolvConf;
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

/** The host's own resolvers, read again when their file has changed. For any thread. */
final class HostResolvers implements Supplier<Upstreams> {
    private static final System.Logger LOG = System.getLogger(HostResolvers.class.getName());

    /** Where the stub of systemd-resolved listens; see systemd-resolved(8). */
    private static final InetSocketAddress RESOLVED =
            ResolvConf.onDnsPort(InetAddress.ofLiteral("127.0.0.53"));

    /** How often the file is looked at, at most. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ForwardOptions options;
    private final Door door;
    private final InstantSource clock;
    private Instant nextLook = Instant.MIN;
    private List<InetSocketAddress> servers = List.of();
    private Upstreams upstreams;

    HostResolvers(ForwardOptions options, Door door, InstantSource clock) {
        this.options = options;
        this.door = door;
        this.clock = clock;
        this.upstreams = new Upstreams(servers, door, clock);
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
            upstreams = new Upstreams(found, door, clock);
        }
    }

    /**
     * The servers of resolv.conf. Where that leads to systemd-resolved alone, those that it asks
     * come after it: in another namespace than the host's it is out of reach.
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
            LOG.log(WARNING, "cannot read " + file + ", so nothing is forwarded to its servers", e);
            return List.of();
        }
    }
}
