package naru.dns;

import static java.lang.System.Logger.Level.WARNING;

import naru.dns.forward.Door;
import naru.dns.forward.ResolvConf;
import naru.dns.forward.Upstreams;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The host's own resolvers, read again when their file has changed. On the event loop only. */
final class HostResolvers implements Supplier<Upstreams> {
    private static final System.Logger LOG = System.getLogger(HostResolvers.class.getName());

    /** How often the file is looked at, at most. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path resolvConf;
    private final Door door;
    private final InstantSource clock;
    private Instant nextLook = Instant.MIN;
    private List<InetSocketAddress> servers = List.of();
    private Upstreams upstreams;

    HostResolvers(Path resolvConf, Door door, InstantSource clock) {
        this.resolvConf = resolvConf;
        this.door = door;
        this.clock = clock;
        this.upstreams = new Upstreams(servers, door, clock);
    }

    @Override
    public Upstreams get() {
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

    private List<InetSocketAddress> read() {
        try {
            return ResolvConf.servers(Files.readString(resolvConf), Set.of(Redirect.ADDRESS));
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            LOG.log(WARNING, "cannot read " + resolvConf + ", so nothing is forwarded", e);
            return List.of();
        }
    }
}
