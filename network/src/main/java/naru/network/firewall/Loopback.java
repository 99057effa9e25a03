package naru.network.firewall;

import naru.linux.address.Family;
import naru.network.host.Host;
import naru.network.publish.PublishedPort;
import naru.network.relay.Relayed;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;

/**
 * Published ports on {@code [::1]}. If bridge-nf-call-ip6tables is 1, the kernel drops a
 * container's replies to that address: connections are then not translated but left to the relay,
 * and rejected at once without a relay. Not thread-safe.
 */
final class Loopback {
    static final String SYSCTL = "net/bridge/bridge-nf-call-ip6tables";

    private static final InetAddress ADDRESS = Family.IPV6.loopback();

    private final Host host;
    private boolean answersDropped;

    Loopback(Host host) {
        this.host = host;
        look();
    }

    /** Checks whether the kernel drops the replies; returns true if that has changed. */
    boolean look() {
        boolean before = answersDropped;
        answersDropped = host.sysctl().is(SYSCTL, "1"); // false without br_netfilter
        return answersDropped != before;
    }

    /** Ports that must not be translated on the loopback address. */
    List<Relayed> notTranslated(Collection<Mapping> mappings) {
        if (!answersDropped) {
            return List.of();
        }
        return mappings.stream()
                .filter(mapping -> mapping.family() == Family.IPV6)
                .filter(mapping -> meets(mapping.port().hostAddress()))
                .map(Loopback::relayed)
                .toList();
    }

    /** Ports that the relay serves instead. */
    List<Relayed> relayed(Collection<Mapping> mappings) {
        return notTranslated(mappings).stream()
                .filter(one -> host.ports().hasSockets(one.port().protocol()))
                .toList();
    }

    private static boolean meets(InetAddress address) {
        return address.isAnyLocalAddress() || address.equals(ADDRESS);
    }

    private static Relayed relayed(Mapping mapping) {
        var port = mapping.port();
        return new Relayed(
                new PublishedPort(port.protocol(), port.containerPort(), ADDRESS, port.hostPort()),
                mapping.container());
    }
}
