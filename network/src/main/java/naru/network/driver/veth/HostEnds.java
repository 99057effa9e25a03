package naru.network.driver.veth;

import static java.util.Objects.requireNonNull;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.BridgePortFlag;
import naru.linux.route.BridgePortOptions;
import naru.linux.route.Change;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.network.host.Host;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The host ends of endpoints: their settings as links and as bridge ports. */
public record HostEnds(Network network, BridgeSetup setup, Host host) {
    /** Flags that are on at a new port. */
    private static final Set<BridgePortFlag> NEW =
            Arrays.stream(BridgePortFlag.values())
                    .filter(BridgePortFlag::onByDefault)
                    .collect(Collectors.toUnmodifiableSet());

    public static final int MAX_PORTS = 1023; // BR_MAX_PORTS - 1, net/bridge/br_private.h

    /** Restores only settings that differ, and re-enables forwarding last. */
    void mend(Endpoint endpoint, Link found, BridgePortOptions options) {
        if (hasIpv6(found.name())) {
            disableIpv6(found.name());
        }
        var bridge = bridge();
        var end = LinkRef.of(found.index());
        boolean isPort = found.master() == bridge.index();
        if (!isPort || linkFault(endpoint, found).isPresent()) {
            int mtu = setup.movesMtu() ? setup.mtu() : Math.max(found.mtu(), setup.mtu());
            var wanted = settings(endpoint).mtu(mtu).master(bridge.index()).setUp();
            host.route().apply(new LinkChange.Set(end, wanted));
        }
        var now = host.link(found.name()).orElse(found); // as a port, which may be new
        var port = now.port();
        if (port == null) {
            return;
        }
        var left = options.beside(port.flags());
        left = BridgePorts.isBlocked(now, bridge) ? left.forward() : left;
        if (!left.equals(BridgePortOptions.NONE)) {
            host.route().apply(new LinkChange.SetBridgePort(end, left));
        }
    }

    /** How a host end deviates from the desired state, as text for users. */
    Optional<String> fault(Endpoint endpoint, Link end, BridgePortOptions options) {
        return linkFault(endpoint, end).or(() -> BridgePorts.fault(end, options));
    }

    /**
     * A host end may have a larger MTU than desired, unless the container's end follows: the
     * uplink's may have decreased since the container was started, whose own end must not send
     * larger packets than this one accepts.
     */
    private Optional<String> linkFault(Endpoint endpoint, Link end) {
        if (!end.up()) {
            return Optional.of("is down");
        }
        if (end.mtu() < setup.mtu() || (setup.movesMtu() && end.mtu() > setup.mtu())) {
            return Optional.of("has MTU " + end.mtu());
        }
        boolean tagged = end.alias().equals(host.owner().tag(endpoint.id()));
        return tagged ? Optional.empty() : Optional.of("has alias '" + end.alias() + "'");
    }

    /** The desired settings of an endpoint's port. */
    BridgePortOptions options(boolean translated) {
        return new BridgePorts(setup, host).options(translated);
    }

    private Link bridge() {
        var found =
                host.link(setup.bridge())
                        .orElseThrow(() ->
                                new NaruException.HostFailure(
                                        "bridge %s of network %s is missing"
                                                .formatted(setup.bridge(), network.name())));
        BridgeLink.check(found);
        return found;
    }

    LinkSettings settings(Endpoint endpoint) {
        return LinkSettings.NONE.mtu(setup.mtu()).alias(host.owner().tag(endpoint.id()));
    }

    /**
     * Adds the host end to the bridge once the container end is up: each state change of a port
     * makes the kernel walk all of them (br_port_state_selection).
     */
    void join(Endpoint endpoint, BridgePortOptions options) {
        var end = LinkRef.of(requireNonNull(endpoint.hostEnd()));
        var changes = new ArrayList<Change>();
        changes.add(new LinkChange.Set(end, LinkSettings.NONE.master(bridge().index()).setUp()));
        if (!options.equals(BridgePortOptions.DEFAULTS)) {
            changes.add(new LinkChange.SetBridgePort(end, options.beside(NEW)));
        }
        try {
            host.route().applyAll(changes);
        } catch (LinuxException e) {
            if (!e.is(Errno.EXFULL)) {
                throw e;
            }
            throw new NaruException.HostFailure(
                    "network %s is full: a bridge has at most %d ports (%s: %s)"
                            .formatted(network.name(), MAX_PORTS, setup.bridge(), e.getMessage()),
                    e);
        }
    }

    void disableIpv6(String hostEnd) {
        disableIpv6(host, hostEnd);
    }

    /** Switches a bridge port's own IPv6 off: it is not needed for frames of others. */
    public static void disableIpv6(Host host, String hostEnd) {
        try {
            host.sysctl().write(noIpv6(hostEnd), "1");
        } catch (LinuxException e) {
            if (!e.is(Errno.ENOENT)) { // a kernel without IPv6
                throw e;
            }
        }
    }

    /** False if the kernel has no IPv6, or the link no longer exists. */
    boolean hasIpv6(String hostEnd) {
        return host.sysctl().is(noIpv6(hostEnd), "0");
    }

    private static String noIpv6(String link) {
        return "net/ipv6/conf/" + link + "/disable_ipv6";
    }
}
