package naru.network.driver.overlay;

import naru.linux.route.Link;
import naru.linux.route.Vxlan;
import naru.network.driver.BridgeFirewall;
import naru.network.driver.Mtu;
import naru.network.driver.veth.BridgeLink;
import naru.network.driver.veth.BridgeSetup;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.Owner;
import naru.network.model.EndpointId;
import naru.network.model.NaruException;
import naru.network.model.Network;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The bridge and the vxlan link of an overlay network: created for its first endpoint on this host,
 * removed after the last one. Endpoints join and leave concurrently.
 */
final class OverlayLinks {
    private final Network network;
    private final OverlaySettings settings;
    private final Host host;
    private final BridgeFirewall firewall;
    private final UnderlayLink underlay;
    private final OverlayPeers peers;
    private final @Nullable EspTunnels esp; // null for a network without encryption
    private final Set<EndpointId> joined = new HashSet<>(); // since the daemon's start
    private boolean made;

    OverlayLinks(
            Network network,
            OverlaySettings settings,
            Host host,
            BridgeFirewall firewall,
            UnderlayLink underlay,
            OverlayPeers peers,
            EspTunnels esp) {
        this.network = network;
        this.settings = settings;
        this.host = host;
        this.firewall = firewall;
        this.underlay = underlay;
        this.peers = peers;
        this.esp = settings.encrypted() ? esp : null;
    }

    /** Creates the links unless they exist. Called before an endpoint is attached. */
    synchronized void join(EndpointId endpoint) {
        joined.add(endpoint);
        if (!made) {
            make(state().orElseThrow(this::outside), host);
        }
    }

    /** Removes the links if this was the last endpoint. Called after it was taken out. */
    synchronized void leave(EndpointId endpoint) {
        joined.remove(endpoint);
        if (joined.isEmpty() && !hasPorts()) {
            remove();
        }
    }

    /**
     * Restores what {@code view} lacks of links that are needed, and removes those that are not;
     * returns whether anything was changed. Nothing is changed while this host is in no cluster.
     */
    synchronized boolean mend(HostView view) {
        var state = state();
        if (state.isEmpty()) {
            return false;
        }
        boolean present =
                view.link(settings.bridge()).isPresent()
                        || view.link(settings.tunnel()).filter(this::isOurs).isPresent();
        if (!joined.isEmpty() || (present && hasPorts())) {
            return make(state.get(), view);
        }
        made = false;
        if (present) {
            remove();
        } else {
            closeEsp();
        }
        return present;
    }

    private boolean make(UnderlayLink.State state, HostView view) {
        host.awaitDisposal(settings.bridge());
        host.awaitDisposal(settings.tunnel());
        var setup = settings.setup(state);
        var link = new BridgeLink(network, setup, host);
        var found = view.link(setup.bridge()).or(() -> host.link(setup.bridge())).orElse(null);
        boolean changed = found == null || link.mend(found);
        var bridge = found == null ? link.make() : found;
        for (var parameter : parameters(setup).entrySet()) {
            changed |= host.sysctl().ensure(parameter.getKey(), parameter.getValue());
        }
        firewall.wall(settings.tunnel());
        if (esp != null) {
            changed |= esp.open(network.id(), settings.vtep(state));
        }
        changed |= tunnel(state, setup).mend(bridge.index(), view);
        made = true;
        int tunnel = host.link(settings.tunnel()).map(Link::index).orElse(0);
        if (tunnel != 0) {
            var place = new OverlayRows.Place(host, bridge.index(), tunnel, esp);
            changed |= peers.rows(network.id()).repair(place, changed);
        }
        return changed;
    }

    private TunnelLink tunnel(UnderlayLink.State state, BridgeSetup setup) {
        var vtep = settings.vtep(state);
        var vxlan = new Vxlan(settings.vni(), vtep.address(), vtep.port(), false);
        return new TunnelLink(network, settings.tunnel(), vxlan, setup.mtu(), host);
    }

    /**
     * The bridge has no address of its own, but IPv6: otherwise it would have no neighbours from
     * which to answer ND.
     */
    private Map<String, String> parameters(BridgeSetup setup) {
        var parameters = new LinkedHashMap<String, String>();
        if (network.enableIpv6() && setup.mtu() >= Mtu.MIN_IPV6) {
            var ipv6 = "net/ipv6/conf/" + setup.bridge();
            parameters.put(ipv6 + "/disable_ipv6", "0");
            parameters.put(ipv6 + "/addr_gen_mode", "1"); // IN6_ADDR_GEN_MODE_NONE
            parameters.put(ipv6 + "/accept_ra", "0");
        }
        return parameters;
    }

    /** How a link of this network deviates from the desired state, as text for users. */
    Optional<String> fault(Link own) {
        return state().flatMap(
                        state -> new BridgeLink(network, settings.setup(state), host).fault(own));
    }

    /** Removes the links in any case. */
    synchronized void delete() {
        joined.clear();
        remove();
    }

    private void remove() {
        made = false;
        peers.rows(network.id()).unplace();
        host.link(settings.tunnel()).filter(this::isOurs).ifPresent(host::dispose);
        host.link(settings.bridge()).filter(this::isOurs).ifPresent(host::dispose);
        firewall.unwall(settings.tunnel());
        closeEsp();
    }

    private void closeEsp() {
        if (esp != null) {
            esp.close(network.id());
        }
    }

    private boolean isOurs(Link link) {
        return Owner.names(link.alias(), network.id());
    }

    private boolean hasPorts() {
        int bridge = host.link(settings.bridge()).map(Link::index).orElse(0);
        return bridge != 0
                && host.route().links().stream()
                        .anyMatch(link ->
                                link.master() == bridge && !link.name().equals(settings.tunnel()));
    }

    private Optional<UnderlayLink.State> state() {
        return underlay.now();
    }

    private NaruException outside() {
        return new NaruException.HostFailure(
                "overlay network %s cannot be used: this host is in no cluster at present"
                        .formatted(network.name()));
    }
}
