package naru.network.driver.overlay;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.BridgePortFlag;
import naru.linux.route.BridgePortOptions;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Vxlan;
import naru.network.driver.veth.BridgePorts;
import naru.network.driver.veth.HostEnds;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.Owner;
import naru.network.model.NaruException;
import naru.network.model.Network;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The vxlan link of an overlay network, a port of its bridge. Nothing is flooded to it and nothing
 * is learned from it: the bridge answers ARP and ND itself (neigh_suppress), and frames to unknown
 * addresses are dropped.
 *
 * @param name of the link
 * @param mtu in bytes
 */
record TunnelLink(Network network, String name, Vxlan vxlan, int mtu, Host host) {
    private static final BridgePortOptions PORT =
            BridgePortOptions.DEFAULTS
                    .with(BridgePortFlag.LEARNING, false)
                    .with(BridgePortFlag.UNICAST_FLOOD, false)
                    .with(BridgePortFlag.MULTICAST_FLOOD, false)
                    .with(BridgePortFlag.BROADCAST_FLOOD, false)
                    .with(BridgePortFlag.NEIGHBOUR_SUPPRESS, true);

    /** How the link deviates from the desired state, as text for users. */
    Optional<String> fault(Link found, int bridge) {
        if (!vxlan.equals(found.vxlan())) {
            return Optional.of("has another tunnel");
        }
        if (!found.up()) {
            return Optional.of("is down");
        }
        if (found.mtu() != mtu) {
            return Optional.of("has MTU " + found.mtu());
        }
        if (found.master() != bridge) {
            return Optional.of("is not in its bridge");
        }
        if (!found.alias().equals(tag())) {
            return Optional.of("has alias '" + found.alias() + "'");
        }
        return BridgePorts.fault(found, PORT);
    }

    /**
     * Creates the link, or restores settings that differ; returns whether any did.
     *
     * @throws NaruException.HostFailure naming VNI and port if another link has them
     */
    boolean mend(int bridge, HostView view) {
        var found = view.link(name).or(() -> host.link(name)).orElse(null); // created meanwhile?
        if (found != null && !isOurs(found)) {
            throw new NaruException.HostFailure(
                    "existing interface %s was not created by Naru: overlay network %s needs the name"
                            .formatted(name, network.name()));
        }
        if (found != null && !vxlan.equals(found.vxlan())) {
            host.route().applyUnlessGone(new LinkChange.Delete(LinkRef.of(found.index())));
            found = null;
        }
        if (found != null && fault(found, bridge).isEmpty()) {
            return false;
        }
        if (found == null) {
            add();
        }
        var link = LinkRef.of(name);
        var settings = LinkSettings.NONE.mtu(mtu).master(bridge).alias(tag());
        host.route().apply(new LinkChange.Set(link, settings));
        host.route().apply(new LinkChange.SetBridgePort(link, PORT));
        HostEnds.disableIpv6(host, name);
        host.route().apply(LinkChange.up(link));
        return true;
    }

    private boolean isOurs(Link found) {
        return Owner.names(found.alias(), network.id());
    }

    private String tag() {
        return host.owner().tag(network.id());
    }

    private void add() {
        try {
            host.route()
                    .apply(
                            new LinkChange.AddVxlan(
                                    name, vxlan, LinkSettings.NONE.mtu(mtu).alias(tag())));
        } catch (LinuxException e) {
            if (e.is(Errno.EOPNOTSUPP)) {
                throw new NaruException.HostFailure(
                        "this host's kernel has no vxlan links, which overlay networks need", e);
            }
            throw e.is(Errno.EEXIST) ? taken(e) : e;
        }
    }

    /** The kernel reports the same for a link in another namespace whose socket is in this one. */
    private NaruException taken(LinuxException refusal) {
        var holder =
                host.route().links().stream()
                        .filter(link -> isSameTunnel(link.vxlan()))
                        .map(link -> "interface " + link.name())
                        .findFirst()
                        .orElse("an interface in another network namespace");
        return new NaruException.HostFailure(
                "VNI %d with UDP port %d is in use by %s: overlay network %s cannot be used on this host"
                        .formatted(vxlan.id(), vxlan.port(), holder, network.name()),
                refusal);
    }

    private boolean isSameTunnel(@Nullable Vxlan other) {
        return other != null && other.id() == vxlan.id() && other.port() == vxlan.port();
    }
}
