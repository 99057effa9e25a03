package naru.network.dhcp;

import naru.linux.LinuxException;
import naru.network.address.MacAddress;
import naru.network.host.FrameSocket;
import naru.network.host.Host;
import naru.network.host.Timer;
import naru.network.model.EndpointId;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The leases of endpoints: taken before one is made, renewed while it stands, given back with it.
 * Any thread; renewals have one of their own.
 */
public final class DhcpLeases implements AutoCloseable {
    private static final Logger log = System.getLogger(DhcpLeases.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final Host host;
    private final RandomGenerator random;
    private final Map<EndpointId, Held> held = new ConcurrentHashMap<>();
    private final Timer timer;

    /** Whose lease: by which interface of the host, with which MAC address and name. */
    public record Client(String link, MacAddress mac, String hostName) {}

    private record Held(Client client, InetAddress address, InetAddress server, Timer.Task next) {}

    public DhcpLeases(Host host, RandomGenerator random) {
        this.host = host;
        this.random = random;
        timer = host.timer("dhcp");
    }

    /**
     * Takes a lease that nobody renews before {@link #keep}.
     *
     * @param before the address that the client would like to have again; null for none
     * @throws NaruException.HostFailure when no server gives one
     */
    public DhcpLease take(Client client, @Nullable InetAddress before) {
        try (var socket = open(client)) {
            return conversation(client, socket).acquire(before);
        } catch (NaruException.HostFailure e) {
            throw new NaruException.HostFailure(
                    "%s on the LAN of %s".formatted(e.getMessage(), client.link()), e);
        }
    }

    /** Tells the server that an address that it gave is somebody else's. */
    public void decline(Client client, DhcpLease lease) {
        try (var socket = open(client)) {
            conversation(client, socket).decline(lease);
        }
    }

    /** Sees to a lease from now on. */
    public void keep(EndpointId endpoint, Client client, DhcpLease lease) {
        hold(endpoint, client, lease.address().address(), lease.server(), lease.renewAfter());
    }

    /** Sees to the lease of an endpoint from before a restart, whose terms are forgotten. */
    public void resume(EndpointId endpoint, Client client, InetAddress address) {
        hold(endpoint, client, address, DhcpMessage.NONE, Duration.ofSeconds(1));
    }

    private void hold(
            EndpointId endpoint,
            Client client,
            InetAddress address,
            InetAddress server,
            Duration renewAfter) {
        held.put(endpoint, new Held(client, address, server, later(endpoint, renewAfter)));
    }

    private Timer.Task later(EndpointId endpoint, Duration renewAfter) {
        return timer.schedule(() -> renew(endpoint), renewAfter);
    }

    private void renew(EndpointId endpoint) {
        var now = held.get(endpoint);
        if (now == null) {
            return;
        }
        var again = RETRY;
        var server = now.server;
        try (var socket = open(now.client)) {
            var lease = conversation(now.client, socket).renew(now.address);
            again = lease.renewAfter();
            server = lease.server();
        } catch (NaruException | LinuxException e) {
            log.log(
                    Level.WARNING,
                    "the lease of {0} ({1}) is not renewed: {2}. The container keeps the address;"
                            + " restart it for another one",
                    now.address.getHostAddress(),
                    now.client.mac(),
                    e.getMessage());
        }
        var next = new Held(now.client, now.address, server, later(endpoint, again));
        if (!held.replace(endpoint, now, next)) { // given back meanwhile
            next.next.cancel();
        }
    }

    /** Gives back the lease of an endpoint that goes. One that is not known is no error. */
    public void giveBack(EndpointId endpoint) {
        var lease = held.remove(endpoint);
        if (lease != null) {
            lease.next.cancel();
            release(lease.client, lease.address, lease.server);
        }
    }

    /** Gives back a lease that nothing has come of. */
    public void giveBack(Client client, DhcpLease lease) {
        release(client, lease.address().address(), lease.server());
    }

    private void release(Client client, InetAddress address, InetAddress server) {
        try (var socket = open(client)) {
            conversation(client, socket).release(address, server);
        } catch (NaruException | LinuxException e) {
            log.log(Level.DEBUG, "a lease is left to run out", e);
        }
    }

    private DhcpClient conversation(Client client, FrameSocket socket) {
        return new DhcpClient(host, socket, client.mac(), client.hostName(), random);
    }

    private FrameSocket open(Client client) {
        var link =
                host.link(client.link())
                        .orElseThrow(() ->
                                new NaruException.HostFailure(client.link() + " is not there"));
        return host.frames(link.index());
    }

    /** Renews nothing any more; the leases stay as long as they last. */
    @Override
    public void close() {
        timer.close();
    }
}
