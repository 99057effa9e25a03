package naru.network.dhcp;

import naru.linux.error.LinuxException;
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
 * The leases of endpoints: acquired before one is created, renewed while it exists, and released
 * with it. For any thread; renewals run on a separate one.
 */
public final class DhcpLeases implements AutoCloseable {
    private static final Logger log = System.getLogger(DhcpLeases.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final Host host;
    private final RandomGenerator random;
    private final Map<EndpointId, Held> held = new ConcurrentHashMap<>();
    private final Timer timer;

    /** The client of a lease: the host's interface, MAC address and name. */
    public record Client(String link, MacAddress mac, String hostName) {}

    private record Held(Client client, InetAddress address, InetAddress server, Timer.Task next) {}

    public DhcpLeases(Host host, RandomGenerator random) {
        this.host = host;
        this.random = random;
        timer = host.timer("dhcp");
    }

    /**
     * Acquires a lease, which is not renewed before {@link #keep}.
     *
     * @param before the preferred address; null for none
     * @throws NaruException.HostFailure if no server assigns one
     */
    public DhcpLease take(Client client, @Nullable InetAddress before) {
        try (var socket = open(client)) {
            return conversation(client, socket).acquire(before);
        } catch (NaruException.HostFailure e) {
            throw new NaruException.HostFailure(
                    "%s on the LAN of %s".formatted(e.getMessage(), client.link()), e);
        }
    }

    /** Declines an assigned address that another host uses. */
    public void decline(Client client, DhcpLease lease) {
        try (var socket = open(client)) {
            conversation(client, socket).decline(lease);
        }
    }

    /** Starts renewals of a lease. */
    public void keep(EndpointId endpoint, Client client, DhcpLease lease) {
        hold(endpoint, client, lease.address().address(), lease.server(), lease.renewAfter());
    }

    /** Starts renewals of a lease from before a restart, whose terms are unknown. */
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
        if (!held.replace(endpoint, now, next)) { // released meanwhile
            next.next.cancel();
        }
    }

    /** Releases the lease of an endpoint. An unknown one is not an error. */
    public void giveBack(EndpointId endpoint) {
        var lease = held.remove(endpoint);
        if (lease != null) {
            lease.next.cancel();
            release(lease.client, lease.address, lease.server);
        }
    }

    /** Releases a lease that was not used. */
    public void giveBack(Client client, DhcpLease lease) {
        release(client, lease.address().address(), lease.server());
    }

    private void release(Client client, InetAddress address, InetAddress server) {
        try (var socket = open(client)) {
            conversation(client, socket).release(address, server);
        } catch (NaruException | LinuxException e) {
            log.log(Level.DEBUG, "a lease is left to expire", e);
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

    /** Stops renewals; leases remain until they expire. */
    @Override
    public void close() {
        timer.close();
    }
}
