package naru.network.driver.overlay;

import static java.util.Objects.requireNonNull;

import naru.linux.address.Family;
import naru.linux.route.Link;
import naru.network.driver.NetworkTraits;
import naru.network.driver.NetworkTraits.Interfaces;
import naru.network.driver.NetworkTraits.Publishing;
import naru.network.driver.overlay.Underlay.Vtep;
import naru.network.driver.veth.BridgeEndpoints;
import naru.network.driver.veth.HostEnds;
import naru.network.driver.veth.VethNetwork;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.Namespaces;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.PoolConfig;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Optional;

/**
 * An overlay network: one layer 2 network over several hosts. Endpoints are ports of a bridge, as
 * on a bridge network ({@link BridgeEndpoints}); a vxlan link in the same bridge carries frames to
 * other hosts. The bridge has no address, and containers do not reach the host through it. Its
 * subnets share one VNI, and reach each other without a router.
 */
final class OverlayNetwork implements VethNetwork {
    /** Stands for an underlay that is not known; then no MTU is applied. */
    private static final UnderlayLink.State UNKNOWN =
            new UnderlayLink.State(new Vtep(Family.IPV4.any(), 0), 0, 1500);

    private final Network network;
    private final OverlaySettings settings;
    private final Host host;
    private final Namespaces namespaces;
    private final UnderlayLink underlay;
    private final OverlayPeers peers;
    private final OverlayLinks links;
    private final EspTunnels esp;

    OverlayNetwork(
            Network network,
            OverlaySettings settings,
            Host host,
            Namespaces namespaces,
            UnderlayLink underlay,
            OverlayPeers peers,
            OverlayLinks links,
            EspTunnels esp) {
        this.network = network;
        this.settings = settings;
        this.host = host;
        this.namespaces = namespaces;
        this.underlay = underlay;
        this.peers = peers;
        this.links = links;
        this.esp = esp;
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public NetworkTraits traits() {
        return new NetworkTraits(
                Optional.of(new Interfaces(settings.interfacePrefix(), true, true)),
                Publishing.NONE,
                HostEnds.MAX_PORTS - 1, // one is the vxlan link
                settings.bridge(),
                false,
                Optional.empty());
    }

    /** The default route is that of another network. */
    @Override
    public @Nullable InetAddress gateway(PoolConfig pool) {
        return null;
    }

    /** Each host checks again when it needs the network: kernels may differ. */
    @Override
    public void checkNew() {
        if (settings.encrypted()) {
            var state = underlay.now();
            esp.check(state.map(s -> Family.of(s.vtep().address())).orElse(Family.IPV4));
        }
    }

    /** Creates nothing: the links are created for the first endpoint. Restores existing links. */
    @Override
    public boolean create(HostView view) {
        return links.mend(view);
    }

    @Override
    public Optional<String> fault(Link own) {
        return links.fault(own);
    }

    @Override
    public void delete() {
        links.delete();
        peers.forget(network.id());
    }

    @Override
    public Optional<String> walledPort(Endpoint endpoint) {
        return Optional.of(requireNonNull(endpoint.hostEnd()));
    }

    @Override
    public void attach(
            Endpoint endpoint, boolean translated, SandboxSession inside, HostView view) {
        checkNew();
        links.join(endpoint.id());
        VethNetwork.super.attach(endpoint, translated, inside, view);
    }

    /** True while this host is in no cluster: then nothing is changed. */
    @Override
    public boolean isAttached(Endpoint endpoint, boolean translated, HostView view) {
        return underlay.now().isEmpty() || VethNetwork.super.isAttached(endpoint, translated, view);
    }

    @Override
    public Optional<String> fault(Endpoint endpoint, boolean translated, Link hostEnd) {
        return underlay.now().isEmpty()
                ? Optional.empty()
                : VethNetwork.super.fault(endpoint, translated, hostEnd);
    }

    @Override
    public void detach(Endpoint endpoint) {
        VethNetwork.super.detach(endpoint);
        links.leave(endpoint.id());
    }

    @Override
    public void discard(Endpoint endpoint) {
        VethNetwork.super.discard(endpoint);
        links.leave(endpoint.id());
    }

    @Override
    public Optional<String> trouble() {
        var state = underlay.now().orElse(null);
        if (state == null) {
            return Optional.of("this host is in no cluster at present");
        }
        var address = state.vtep().address().getHostAddress();
        if (state.link() == 0) {
            return Optional.of("no interface of this host has the tunnels' address " + address);
        }
        int mtu = settings.setup(state).mtu();
        return mtu <= state.innerMtu(settings.encrypted())
                ? Optional.empty()
                : Optional.of(
                        "the interface with address %s has MTU %d, which leaves packets of %d bytes, and the network has MTU %d"
                                .formatted(
                                        address,
                                        state.mtu(),
                                        state.innerMtu(settings.encrypted()),
                                        mtu));
    }

    @Override
    public BridgeEndpoints endpoints() {
        var state = underlay.now().orElse(UNKNOWN);
        return new BridgeEndpoints(network, settings.setup(state), host, namespaces);
    }
}
