package naru.network.driver.lan;

import naru.linux.error.LinuxException;
import naru.linux.route.Link;
import naru.network.address.MacAddress;
import naru.network.driver.AddressClaim;
import naru.network.host.FrameSocket;
import naru.network.host.Host;
import naru.network.host.NeighbourFrames;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Probes the LAN behind a parent for another host with an address. RFC 5227 waits seconds; here the
 * time is shorter, because a container start waits: later replies are missed.
 */
record AddressProbe(Host host, Duration patience) {
    private static final Logger log = System.getLogger(AddressProbe.class.getName());
    private static final int TIMES = 3; // RFC 5227 section 1.1, PROBE_NUM

    /** The host that has the address; empty also if the LAN cannot be probed. */
    Optional<MacAddress> owner(InetAddress address, Link parent) {
        var ethernet = parent.address();
        if (patience.isZero() || ethernet == null || !parent.up() || !parent.lowerUp()) {
            return Optional.empty();
        }
        var own = new MacAddress(ethernet.bits());
        if (host.route().addresses().stream().anyMatch(a -> a.address().equals(address))) {
            return Optional.of(own); // this host does not answer its own probe
        }
        try (var socket = host.frames(parent.index())) {
            for (int i = 0; i < TIMES; i++) {
                socket.send(NeighbourFrames.probe(address, own));
                var owner = listen(socket, address, own, patience.dividedBy(TIMES));
                if (owner.isPresent()) {
                    return owner;
                }
            }
        } catch (LinuxException e) {
            log.log(Level.WARNING, "cannot probe on " + parent.name() + " for " + address, e);
        }
        return Optional.empty();
    }

    private Optional<MacAddress> listen(
            FrameSocket socket, InetAddress address, MacAddress own, Duration limit) {
        long end = host.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); left > 0; left = end - host.nanoTime()) {
            var claim =
                    socket.next(Duration.ofNanos(left).plusMillis(1))
                            .flatMap(AddressClaim::of)
                            .filter(c -> c.address().equals(address) && !c.mac().equals(own));
            if (claim.isPresent()) {
                return claim.map(AddressClaim::mac);
            }
        }
        return Optional.empty();
    }
}
