package naru.network.driver.bridge;

import static java.util.Objects.requireNonNull;

import naru.linux.Errno;
import naru.linux.EthernetAddress;
import naru.linux.LinuxException;
import naru.linux.Sysctl;
import naru.linux.route.BridgePortOptions;
import naru.linux.route.Change;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Neighbour;
import naru.linux.route.NeighbourChange;
import naru.network.driver.EndpointAddresses;
import naru.network.driver.Host;
import naru.network.driver.HostView;
import naru.network.driver.Inside;
import naru.network.driver.NeighbourFrames;
import naru.network.driver.Owner;
import naru.network.firewall.PortGuard;
import naru.network.model.Endpoint;
import naru.network.model.MacAddress;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.Prefix;
import naru.network.model.VirtualAliases;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The endpoints of a bridge. One is a veth pair: the host end is a port of the bridge, the
 * container end is born inside the sandbox.
 */
record BridgeEndpoints(Network network, BridgeSettings settings, Host host) {
    static final int MAX_PORTS = 1023; // BR_MAX_PORTS - 1, net/bridge/br_private.h

    Optional<PortGuard> guard(Endpoint endpoint) {
        if (!settings.antiSpoofing()) {
            return Optional.empty();
        }
        var addresses = new ArrayList<>(endpoint.linkLocalAddresses());
        addresses.addAll(ownAddresses(endpoint));
        var routed = new ArrayList<Prefix>();
        for (var more : EndpointOptions.of(endpoint.driverOptions()).addresses()) {
            if (more.length() == more.bits()) {
                addresses.add(more.address());
            } else {
                routed.add(more);
            }
        }
        return Optional.of(
                new PortGuard(
                        requireNonNull(endpoint.hostEnd()),
                        requireNonNull(endpoint.macAddress()),
                        addresses,
                        routed));
    }

    void attach(Endpoint endpoint, boolean publishes, Inside inside, HostView view) {
        var options = options(endpoint, publishes);
        var found = view.link(requireNonNull(endpoint.hostEnd())).orElse(null);
        if (found == null) {
            addVeth(endpoint, inside);
            configure(endpoint, inside);
            inside.apply();
            join(endpoint, options);
            limit(endpoint);
            return;
        }
        if (!BridgePorts.is(found, bridgeIndex(), options)) {
            var end = LinkRef.of(found.index());
            var changes = new ArrayList<Change>();
            changes.add(new LinkChange.Set(end, LinkSettings.NONE.master(bridgeIndex()).setUp()));
            changes.add(new LinkChange.SetBridgePort(end, options));
            host.route().applyAll(changes);
        }
        if (!isLimited(endpoint, found.index(), view)) {
            limit(endpoint);
        }
    }

    boolean isAttached(Endpoint endpoint, boolean publishes, HostView view) {
        var bridge = view.link(settings.bridge());
        var end = view.link(requireNonNull(endpoint.hostEnd()));
        return bridge.isPresent()
                && end.isPresent()
                && BridgePorts.is(end.get(), bridge.get().index(), options(endpoint, publishes))
                && isLimited(endpoint, end.get().index(), view);
    }

    /** As far as the host can see: what leaves the container is limited inside. */
    private boolean isLimited(Endpoint endpoint, int end, HostView view) {
        var wanted = rate(endpoint, RateLimit.IN, EndpointOptions::in).map(rate -> rate.on(end));
        return wanted.isEmpty() || view.qdiscs(end).stream().anyMatch(q -> q.does(wanted.get()));
    }

    /** Who calls a virtual address may be led to itself, as by a published port. */
    private BridgePortOptions options(Endpoint endpoint, boolean publishes) {
        boolean virtual = !VirtualAliases.of(network, endpoint).isEmpty();
        return ports().options(publishes || virtual);
    }

    boolean passes(Endpoint endpoint, HostView view) {
        var end = view.link(requireNonNull(endpoint.hostEnd()));
        var port = end.map(Link::port);
        return port.isPresent()
                && port.get().forwarding()
                && view.link(settings.bridge()).filter(Link::running).isPresent();
    }

    void announce(Endpoint endpoint) {
        var mac = requireNonNull(endpoint.macAddress());
        var options = EndpointOptions.of(endpoint.driverOptions());
        var bridge = host.link(settings.bridge());
        if (bridge.isEmpty() || options.announcements() == 0) {
            return;
        }
        var addresses = ownAddresses(endpoint);
        addresses.forEach(address -> forget(bridge.get().index(), address));
        host.announcer()
                .announce(
                        addresses.stream()
                                .map(own -> NeighbourFrames.announcement(own, mac))
                                .toList(),
                        () ->
                                host.link(requireNonNull(endpoint.hostEnd()))
                                        .map(Link::master)
                                        .orElse(0),
                        options.announcements(),
                        options.announcementPause());
    }

    /** The host hears no frame of its own, so what it remembers of an address goes. */
    private void forget(int bridge, InetAddress address) {
        ignoring(Errno.ENOENT, new NeighbourChange.Delete(new Neighbour(bridge, address, null, 0)));
    }

    private static List<InetAddress> ownAddresses(Endpoint endpoint) {
        return endpoint.addresses().stream().map(Prefix::address).toList();
    }

    private BridgePorts ports() {
        return new BridgePorts(settings, host);
    }

    private int bridgeIndex() {
        var found =
                host.link(settings.bridge())
                        .orElseThrow(() ->
                                new NaruException.HostFailure(
                                        "bridge %s of network %s is missing"
                                                .formatted(settings.bridge(), network.name())));
        BridgeNetwork.checkIsBridge(found);
        return found.index();
    }

    /**
     * The host end has no IPv6 of its own: each link that has takes part in routes of the host, all
     * of which the kernel looks at when one of these links changes (rt6_sync_down_dev).
     */
    private void addVeth(Endpoint endpoint, Inside inside) {
        var hostEnd = requireNonNull(endpoint.hostEnd());
        var outer = LinkSettings.NONE.mtu(settings.mtu()).alias(Owner.tag(endpoint.id()));
        var inner =
                LinkSettings.NONE
                        .mtu(settings.mtu())
                        .address(ethernet(requireNonNull(endpoint.macAddress())))
                        .netns(inside.netns());
        var name = requireNonNull(endpoint.interfaceName());
        host.route().apply(new LinkChange.AddVeth(hostEnd, outer, name, inner));
        disableIpv6(hostEnd);
    }

    /**
     * Makes the host end a port when the container end is up: each time that a port goes into or
     * out of service, the kernel looks at all of them (br_port_state_selection).
     */
    private void join(Endpoint endpoint, BridgePortOptions options) {
        var end = LinkRef.of(requireNonNull(endpoint.hostEnd()));
        var changes = new ArrayList<Change>();
        changes.add(new LinkChange.Set(end, LinkSettings.NONE.master(bridgeIndex()).setUp()));
        if (!options.equals(BridgePorts.USUAL)) {
            changes.add(new LinkChange.SetBridgePort(end, options));
        }
        try {
            host.route().applyAll(changes);
        } catch (LinuxException e) {
            if (!e.is(Errno.EXFULL)) {
                throw e;
            }
            throw new NaruException.HostFailure(
                    "network %s is full: a bridge has at most %d ports (%s: %s)"
                            .formatted(
                                    network.name(), MAX_PORTS, settings.bridge(), e.getMessage()),
                    e);
        }
    }

    private void disableIpv6(String hostEnd) {
        host.inside(() -> {
            try {
                Sysctl.write(host.kernel(), "net/ipv6/conf/" + hostEnd + "/disable_ipv6", "1");
            } catch (LinuxException e) {
                if (!e.is(Errno.ENOENT)) { // a kernel without IPv6
                    throw e;
                }
            }
            return true;
        });
    }

    /** Address and up, inside. The routes to other networks are the sandbox's matter. */
    private void configure(Endpoint endpoint, Inside inside) {
        var name = requireNonNull(endpoint.interfaceName());
        int index =
                inside.route()
                        .link(name)
                        .orElseThrow(() -> new NaruException.HostFailure(name + " vanished"))
                        .index();
        var changes = new ArrayList<Change>(EndpointAddresses.on(index, endpoint));
        rate(endpoint, RateLimit.OUT, EndpointOptions::out)
                .ifPresent(rate -> changes.add(rate.on(index)));
        changes.add(LinkChange.up(LinkRef.of(index)));
        inside.later(changes);
        EndpointOptions.of(endpoint.driverOptions()).sysctls().set(host.kernel(), name, inside);
    }

    /** What the host sends by the host end is what the container receives. */
    private void limit(Endpoint endpoint) {
        rate(endpoint, RateLimit.IN, EndpointOptions::in)
                .flatMap(rate ->
                        host.link(requireNonNull(endpoint.hostEnd()))
                                .map(end -> rate.on(end.index())))
                .ifPresent(host.route()::apply);
    }

    /** The endpoint's own limit, or the network's. */
    private Optional<RateLimit> rate(
            Endpoint endpoint, String name, Function<EndpointOptions, Optional<RateLimit>> own) {
        return own.apply(EndpointOptions.of(endpoint.driverOptions()))
                .or(() -> RateLimit.of(network.options(), name));
    }

    private static EthernetAddress ethernet(MacAddress mac) {
        return new EthernetAddress(mac.value());
    }

    void detach(Endpoint endpoint) {
        var end = LinkRef.of(requireNonNull(endpoint.hostEnd()));
        ignoring(Errno.ENODEV, LinkChange.takeOutOfService(end));
    }

    void remove(Endpoint endpoint) {
        var end = LinkRef.of(requireNonNull(endpoint.hostEnd()));
        ignoring(Errno.ENODEV, new LinkChange.Delete(end));
    }

    private void ignoring(Errno expected, Change change) {
        try {
            host.route().apply(change);
        } catch (LinuxException e) {
            if (!e.is(expected)) {
                throw e;
            }
        }
    }
}
