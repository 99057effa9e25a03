package naru.network.firewall;

import naru.network.host.Host;
import naru.network.publish.PublishedPort;
import naru.network.relay.Relayed;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;

/**
 * Translated ports as they are called at {@code [::1]}. Where bridge-nf-call-ip6tables is 1, the
 * kernel drops a container's answers to that address: such calls are then not translated but left
 * to the relay, and where there is none they are refused at once. Not thread safe.
 */
final class Loopback {
    static final String SYSCTL = "net/bridge/bridge-nf-call-ip6tables";

    private static final InetAddress ADDRESS = InetAddress.ofLiteral("::1");

    private final Host host;
    private boolean answersDropped;

    Loopback(Host host) {
        this.host = host;
        look();
    }

    /** Looks whether the kernel drops the answers now; true if that has changed. */
    boolean look() {
        boolean before = answersDropped;
        answersDropped = host.sysctl().is(SYSCTL, "1"); // false where br_netfilter is not there
        return answersDropped != before;
    }

    /** What must not be translated when it is called at the loopback address. */
    List<Relayed> notTranslated(Collection<Mapping> mappings) {
        if (!answersDropped) {
            return List.of();
        }
        return mappings.stream()
                .filter(mapping -> mapping.container() instanceof Inet6Address)
                .filter(mapping -> meets(mapping.port().hostAddress()))
                .map(Loopback::relayed)
                .toList();
    }

    /** What the relay is to carry instead. */
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
