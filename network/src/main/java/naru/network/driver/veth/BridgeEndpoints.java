package naru.network.driver.veth;

import static java.util.Objects.requireNonNull;

import naru.linux.EthernetAddress;
import naru.linux.route.Change;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Neighbour;
import naru.linux.route.NeighbourChange;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;
import naru.network.address.MacAddress;
import naru.network.address.Prefix;
import naru.network.driver.BridgePortGuard;
import naru.network.driver.EndpointAddresses;
import naru.network.driver.EndpointSysctls;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.Namespaces;
import naru.network.host.NeighbourFrames;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.PortOptions;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The endpoints of a bridge. Each is a veth pair: the host end is a port of the bridge, the
 * container end is created inside the sandbox.
 */
public record BridgeEndpoints(
        Network network, BridgeSetup setup, Host host, Namespaces namespaces) {
    private static final int ANNOUNCEMENTS = 3; // RFC 4861, MAX_NEIGHBOR_ADVERTISEMENT
    private static final Duration ANNOUNCEMENT_PAUSE = Duration.ofSeconds(1);

    public Optional<BridgePortGuard> guard(Endpoint endpoint) {
        if (!setup.antiSpoofing()) {
            return Optional.empty();
        }
        var addresses = new ArrayList<>(endpoint.linkLocalAddresses());
        addresses.addAll(ownAddresses(endpoint));
        var routed = new ArrayList<Prefix>();
        for (var more : options(endpoint).addresses()) {
            if (more.length() == more.bits()) {
                addresses.add(more.address());
            } else {
                routed.add(more);
            }
        }
        return Optional.of(
                new BridgePortGuard(
                        requireNonNull(endpoint.hostEnd()),
                        requireNonNull(endpoint.macAddress()),
                        addresses,
                        routed));
    }

    public void attach(
            Endpoint endpoint, boolean translated, SandboxSession inside, HostView view) {
        var port = ends().options(translated);
        var options = options(endpoint);
        var limits = new BridgeLimits(endpoint, options, host);
        var found = view.link(requireNonNull(endpoint.hostEnd())).orElse(null);
        if (found != null && isHalfMade(endpoint, found, inside)) {
            discard(endpoint);
            found = null;
        }
        if (found == null) {
            addVeth(endpoint, inside);
            configure(endpoint, limits, inside);
            inside.apply();
            ends().join(endpoint, port);
            limits.limit();
            return;
        }
        if (setup.movesMtu() && found.mtu() != setup.mtu()) {
            moveMtuInside(endpoint, inside);
        }
        ends().mend(endpoint, found, port);
        if (!limits.isLimited(found.index(), view)) {
            limits.limit();
        }
        if (!limits.isLimitedInside(inside)) {
            limits.limitInside(inside);
        }
    }

    /** The container end first, so that it never sends more than the host end accepts. */
    private void moveMtuInside(Endpoint endpoint, SandboxSession inside) {
        inside.route()
                .link(requireNonNull(endpoint.interfaceName()))
                .map(Link::index)
                .ifPresent(own ->
                        inside.route()
                                .apply(
                                        new LinkChange.Set(
                                                LinkRef.of(own),
                                                LinkSettings.NONE.mtu(setup.mtu()))));
    }

    /**
     * Whether an {@link #attach} broke off: the host end joins the bridge last, when the container
     * end is up and has its addresses.
     */
    private static boolean isHalfMade(Endpoint endpoint, Link end, SandboxSession inside) {
        if (end.master() != 0) {
            return false;
        }
        var own = inside.route().link(requireNonNull(endpoint.interfaceName())).orElse(null);
        return own == null
                || !own.up()
                || !inside.route().addresses().stream()
                        .filter(address -> address.link() == own.index())
                        .map(InterfaceAddress::address)
                        .toList()
                        .containsAll(ownAddresses(endpoint));
    }

    public boolean isAttached(Endpoint endpoint, boolean translated, HostView view) {
        var bridge = view.link(setup.bridge());
        var end = view.link(requireNonNull(endpoint.hostEnd()));
        return bridge.isPresent()
                && end.isPresent()
                && end.get().master() == bridge.get().index()
                && fault(endpoint, translated, end.get()).isEmpty()
                && !BridgePorts.isBlocked(end.get(), bridge.get())
                && !ends().hasIpv6(end.get().name())
                && limits(endpoint).isLimited(end.get().index(), view);
    }

    /** A container that may change its interfaces can remove its limit until the next check. */
    public boolean isInside(Endpoint endpoint, Path netns) {
        var limits = limits(endpoint);
        if (!limits.hasInside()) {
            return true; // both ends of a veth pair exist together
        }
        try (var inside = namespaces.open(netns)) {
            return limits.isLimitedInside(inside);
        }
    }

    public Optional<String> fault(Endpoint endpoint, boolean translated, Link end) {
        return ends().fault(endpoint, end, ends().options(translated));
    }

    public boolean passes(Endpoint endpoint, HostView view) {
        var end = view.link(requireNonNull(endpoint.hostEnd()));
        var port = end.map(Link::port);
        return port.isPresent()
                && port.get().forwarding()
                && view.link(setup.bridge()).filter(Link::running).isPresent();
    }

    /**
     * Sent from inside, like the container's own frames: the bridge and the host receive them, too,
     * and the bridge learns the MAC address.
     */
    public void announce(Endpoint endpoint, Path netns) {
        var mac = requireNonNull(endpoint.macAddress());
        var options = options(endpoint);
        int times = options.announcements().orElse(ANNOUNCEMENTS);
        if (times == 0) {
            return;
        }
        var addresses = ownAddresses(endpoint);
        host.link(setup.bridge())
                .ifPresent(bridge -> addresses.forEach(own -> forget(bridge.index(), own)));
        var frames = addresses.stream().map(own -> NeighbourFrames.announcement(own, mac)).toList();
        host.announcer()
                .repeat(
                        () -> send(frames, endpoint, netns),
                        times,
                        options.pause().orElse(ANNOUNCEMENT_PAUSE));
    }

    /** False if the endpoint no longer exists, or was replaced. */
    private boolean send(List<byte[]> frames, Endpoint endpoint, Path netns) {
        if (host.link(requireNonNull(endpoint.hostEnd())).isEmpty() || !namespaces.exists(netns)) {
            return false;
        }
        var mac = ethernet(requireNonNull(endpoint.macAddress()));
        try (var inside = namespaces.open(netns)) {
            var link =
                    inside.route()
                            .link(requireNonNull(endpoint.interfaceName()))
                            .filter(own -> mac.equals(own.address()));
            link.ifPresent(own -> inside.send(own.index(), frames));
            return link.isPresent();
        }
    }

    /** Deletes the host's neighbour entry of an address. */
    private void forget(int bridge, InetAddress address) {
        host.route()
                .applyUnlessGone(
                        new NeighbourChange.Delete(new Neighbour(bridge, address, null, 0)));
    }

    private static List<InetAddress> ownAddresses(Endpoint endpoint) {
        return endpoint.addresses().stream().map(Prefix::address).toList();
    }

    private HostEnds ends() {
        return new HostEnds(network, setup, host);
    }

    private PortOptions options(Endpoint endpoint) {
        return endpoint.driverOptions().port().orElse(setup.endpoints());
    }

    private BridgeLimits limits(Endpoint endpoint) {
        return new BridgeLimits(endpoint, options(endpoint), host);
    }

    /**
     * The host end has no IPv6: links with IPv6 have routes on the host, all of which the kernel
     * walks when one of these links changes (rt6_sync_down_dev).
     */
    private void addVeth(Endpoint endpoint, SandboxSession inside) {
        var hostEnd = requireNonNull(endpoint.hostEnd());
        var outer = ends().settings(endpoint);
        var inner =
                LinkSettings.NONE
                        .mtu(setup.mtu())
                        .address(ethernet(requireNonNull(endpoint.macAddress())))
                        .netns(inside.netns());
        var name = requireNonNull(endpoint.interfaceName());
        host.route().apply(new LinkChange.AddVeth(hostEnd, outer, name, inner));
        ends().disableIpv6(hostEnd);
    }

    /** Sets address and link state inside. Routes to other networks are set by the sandbox. */
    private void configure(Endpoint endpoint, BridgeLimits limits, SandboxSession inside) {
        var name = requireNonNull(endpoint.interfaceName());
        int index =
                inside.route()
                        .link(name)
                        .orElseThrow(() -> new NaruException.HostFailure(name + " vanished"))
                        .index();
        var changes = new ArrayList<Change>(EndpointAddresses.on(index, endpoint));
        limits.inside(index).ifPresent(changes::add);
        changes.add(LinkChange.up(LinkRef.of(index)));
        otherSubnets(endpoint)
                .forEach(subnet ->
                        changes.add(
                                new RouteChange.Replace(
                                        Route.onLink(subnet.address(), subnet.length(), index))));
        inside.later(changes);
        EndpointSysctls.set(endpoint, name, inside);
    }

    /** The further subnets of a network with several: their addresses are on the same bridge. */
    private List<Prefix> otherSubnets(Endpoint endpoint) {
        return network.ipam().pools().stream()
                .map(pool -> pool.subnet().masked())
                .filter(subnet -> endpoint.address(subnet.family()) != null)
                .filter(subnet ->
                        ownAddresses(endpoint).stream().noneMatch(own -> subnet.contains(own)))
                .toList();
    }

    private static EthernetAddress ethernet(MacAddress mac) {
        return new EthernetAddress(mac.value());
    }

    public void detach(Endpoint endpoint) {
        var end = LinkRef.of(requireNonNull(endpoint.hostEnd()));
        host.route().applyUnlessGone(LinkChange.takeOutOfService(end));
    }

    public void discard(Endpoint endpoint) {
        var end = LinkRef.of(requireNonNull(endpoint.hostEnd()));
        host.route().applyUnlessGone(new LinkChange.Delete(end));
    }
}
