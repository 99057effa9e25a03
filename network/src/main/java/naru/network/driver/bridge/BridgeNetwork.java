package naru.network.driver.bridge;

import static java.util.Objects.requireNonNull;

import naru.linux.Errno;
import naru.linux.EthernetAddress;
import naru.linux.LinuxException;
import naru.linux.Sysctl;
import naru.linux.route.AddressChange;
import naru.linux.route.BridgeOptions;
import naru.linux.route.BridgePortOptions;
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
import naru.network.driver.Host;
import naru.network.driver.HostView;
import naru.network.driver.Inside;
import naru.network.driver.Owner;
import naru.network.driver.PlannedNetwork;
import naru.network.firewall.BridgeRules;
import naru.network.firewall.Firewall;
import naru.network.firewall.PortGuard;
import naru.network.model.Endpoint;
import naru.network.model.GatewayMode;
import naru.network.model.MacAddress;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.PoolConfig;
import naru.network.model.Prefix;

import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A network that is a bridge. The bridge carries the gateway addresses and a MAC address of its
 * own, so that neither changes with its ports. An endpoint is a veth pair: the host end is a port
 * of the bridge, the container end is born inside the sandbox.
 */
public record BridgeNetwork(
        Network network, BridgeSettings settings, Host host, Firewall firewall, boolean forwarding)
        implements PlannedNetwork {
    private static final BridgeOptions OPTIONS = BridgeOptions.NONE.stp(false);

    private static final InetAddress LOOPBACK6 = InetAddress.ofLiteral("::1");
    private static final int LAST = 2000; // behind the kernel's own route, which has metric 0

    private static final int MAX_PORTS = 1023; // BR_MAX_PORTS - 1, net/bridge/br_private.h

    /** What the kernel gives a new port. */
    private static final BridgePortOptions USUAL =
            BridgePortOptions.NONE.isolated(false).hairpin(false);

    @Override
    public Optional<String> interfacePrefix() {
        return Optional.of(settings.interfacePrefix());
    }

    @Override
    public InetAddress bindAddress() {
        return settings.bindAddress();
    }

    @Override
    public GatewayMode gatewayMode(boolean ipv6) {
        return ipv6 ? settings.ipv6() : settings.ipv4();
    }

    @Override
    public int capacity() {
        return MAX_PORTS;
    }

    @Override
    public boolean hasTrustedLinks() {
        return !settings.trusted().isEmpty();
    }

    @Override
    public String exclusive() {
        return settings.bridge();
    }

    @Override
    public void checkEndpoint(Map<String, String> options) {
        EndpointOptions.of(options);
    }

    @Override
    public Optional<PortGuard> guard(Endpoint endpoint) {
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

    @Override
    public void create(HostView view) {
        var bridge = settings.bridge();
        host.awaitDisposal(bridge);
        var found = view.link(bridge).or(() -> host.link(bridge)).orElse(null); // made meanwhile?
        if (found == null) {
            host.route().apply(new LinkChange.AddBridge(bridge, wanted(), OPTIONS));
            found =
                    host.link(bridge)
                            .orElseThrow(() -> new NaruException.HostFailure(bridge + " vanished"));
        } else {
            mend(found);
        }
        set(
                "net/ipv4/conf/" + bridge + "/route_localnet",
                "1"); // for 127.0.0.1 and published ports
        set("net/ipv6/conf/" + bridge + "/accept_ra", "0");
        if (network.enableIpv6()) {
            boolean host = settings.hasHostAddress(true);
            set("net/ipv6/conf/" + bridge + "/disable_ipv6", host ? "0" : "1");
            set("net/ipv6/conf/" + bridge + "/accept_dad", "0"); // usable at once, not in 2 s
            if (forwarding) {
                set("net/ipv6/conf/all/forwarding", "1");
            }
        }
        addAddresses(found.index(), view.addresses(found.index()));
        firewall.add(rules());
    }

    private BridgeRules rules() {
        return new BridgeRules(
                settings.bridge(),
                network.ipam().pools().stream().map(PoolConfig::subnet).toList(),
                settings.icc(),
                settings.masquerade(),
                network.internal(),
                families(),
                settings.trusted());
    }

    private List<BridgeRules.Family> families() {
        var families = new ArrayList<BridgeRules.Family>();
        if (network.enableIpv4()) {
            families.add(new BridgeRules.Family(false, settings.ipv4(), settings.source4()));
        }
        if (network.enableIpv6()) {
            families.add(new BridgeRules.Family(true, settings.ipv6(), settings.source6()));
        }
        return families;
    }

    private LinkSettings wanted() {
        return LinkSettings.NONE
                .mtu(settings.mtu())
                .address(bridgeAddress(network.id()))
                .alias(Owner.tag(network.id()))
                .setUp();
    }

    /**
     * A bridge's own MAC address, of the local kind and always the same: the kernel would follow
     * the ports'.
     */
    static EthernetAddress bridgeAddress(NetworkId id) {
        byte[] raw = HexFormat.of().parseHex(id.value().substring(0, 12));
        raw[0] = (byte) ((raw[0] & 0xfc) | 2);
        return EthernetAddress.of(raw);
    }

    /** A bridge of somebody else is used as it is, but for being up. */
    private void mend(Link found) {
        if (!found.kind().equals("bridge")) {
            throw new NaruException.HostFailure(
                    "existing interface " + found.name() + " is not a bridge");
        }
        boolean ours = found.alias().equals(Owner.tag(network.id()));
        boolean changed =
                ours
                        && (found.mtu() != settings.mtu()
                                || !bridgeAddress(network.id()).equals(found.address()));
        if (changed) {
            host.route().apply(new LinkChange.Set(LinkRef.of(found.index()), wanted()));
        } else if (!found.up()) {
            host.route().apply(LinkChange.up(LinkRef.of(found.index())));
        }
    }

    /**
     * Beside its gateway addresses, a bridge with IPv6 gets a way in for ::1: the answer of a
     * published port that was called at the loopback comes in here, and the kernel wants a route
     * for this very link. Packets for ::1 from the wire are dropped before they find it (ip6_rcv),
     * and so are those answers where bridge-nf-call-ip6tables translates them too early.
     */
    private void addAddresses(int link, List<InterfaceAddress> present) {
        var missing = new ArrayList<Change>();
        for (var pool : network.ipam().pools()) {
            if (isOnBridge(pool) && !has(present, pool)) {
                missing.add(new AddressChange.Replace(gateway(link, pool)));
                if (pool.isIpv6()) {
                    // A route takes the place of another link's with the same metric.
                    int metric = LAST + link;
                    missing.add(new RouteChange.Replace(Route.local(LOOPBACK6, link, metric)));
                }
            }
        }
        if (!missing.isEmpty()) {
            host.route().applyAll(missing);
        }
    }

    private boolean isOnBridge(PoolConfig pool) {
        return pool.gateway() != null && settings.hasHostAddress(pool.isIpv6());
    }

    private static boolean has(List<InterfaceAddress> present, PoolConfig pool) {
        return present.stream()
                .anyMatch(address ->
                        address.address().equals(pool.gateway())
                                && address.prefixLength() == pool.subnet().length());
    }

    private static InterfaceAddress gateway(int link, PoolConfig pool) {
        return address(link, pool.subnet().withAddress(requireNonNull(pool.gateway())));
    }

    private static InterfaceAddress address(int link, Prefix prefix) {
        var address = InterfaceAddress.of(link, prefix.address(), prefix.length());
        return prefix.isIpv6() || prefix.length() > 30
                ? address
                : address.broadcast(prefix.addressAt(prefix.size().subtract(BigInteger.ONE)));
    }

    /** Writes only what differs, so that a second look changes nothing. */
    private void set(String sysctl, String value) {
        host.inside(() -> {
            if (!Sysctl.read(sysctl).equals(value)) {
                Sysctl.write(host.kernel(), sysctl, value);
            }
            return true;
        });
    }

    /** The bridge's addresses, and the routes into it, are gone at once; the bridge itself soon. */
    @Override
    public void delete() {
        firewall.remove(rules());
        var link = host.link(settings.bridge()).orElse(null);
        if (link != null && link.alias().equals(Owner.tag(network.id()))) {
            removeAddresses(link.index());
            host.dispose(link);
        }
    }

    private void removeAddresses(int link) {
        for (var pool : network.ipam().pools()) {
            if (isOnBridge(pool)) {
                try {
                    host.route().apply(new AddressChange.Delete(gateway(link, pool)));
                } catch (LinuxException e) {
                    if (!e.is(Errno.EADDRNOTAVAIL) && !e.is(Errno.ENODEV)) {
                        throw e;
                    }
                }
            }
        }
    }

    @Override
    public void attach(Endpoint endpoint, boolean publishes, Inside inside, HostView view) {
        var options = portOptions(publishes);
        var found = view.link(requireNonNull(endpoint.hostEnd())).orElse(null);
        if (found == null) {
            addVeth(endpoint, options, inside);
            configure(endpoint, inside);
            limit(endpoint);
        } else if (!isPort(found, bridgeIndex(), options)) {
            var end = LinkRef.of(found.index());
            var changes = new ArrayList<Change>();
            changes.add(new LinkChange.Set(end, LinkSettings.NONE.master(bridgeIndex()).setUp()));
            changes.add(new LinkChange.SetBridgePort(end, options));
            host.route().applyAll(changes);
        }
    }

    @Override
    public boolean isAttached(Endpoint endpoint, boolean publishes, HostView view) {
        var bridge = view.link(settings.bridge());
        var end = view.link(requireNonNull(endpoint.hostEnd()));
        return bridge.isPresent()
                && end.isPresent()
                && isPort(end.get(), bridge.get().index(), portOptions(publishes));
    }

    @Override
    public boolean passes(Endpoint endpoint, HostView view) {
        var end = view.link(requireNonNull(endpoint.hostEnd()));
        var port = end.map(Link::port);
        return port.isPresent()
                && port.get().forwarding()
                && view.link(settings.bridge()).filter(Link::running).isPresent();
    }

    @Override
    public void announce(Endpoint endpoint) {
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
                        addresses.stream().map(own -> Announcements.of(own, mac)).toList(),
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
        return Stream.of(endpoint.ipv4(), endpoint.ipv6())
                .filter(Objects::nonNull)
                .map(Prefix::address)
                .toList();
    }

    private static boolean isPort(Link end, int bridge, BridgePortOptions options) {
        var port = end.port();
        return end.master() == bridge
                && end.up()
                && port != null
                && options.equals(
                        BridgePortOptions.NONE.isolated(port.isolated()).hairpin(port.hairpin()));
    }

    private BridgePortOptions portOptions(boolean publishes) {
        if (settings.icc() && !publishes) {
            return USUAL;
        }
        boolean ipv4 = isFiltered("iptables");
        boolean ipv6 = isFiltered("ip6tables");
        return BridgePortOptions.NONE
                .isolated(!settings.icc() && !(ipv4 && ipv6))
                .hairpin(publishes && (ipv4 || ipv6));
    }

    /**
     * Whether frames within a bridge meet the rules of IP too. If they do, the rules keep
     * containers apart and let published ports through, and a container reaches its own published
     * port only through a hairpin. If not, ports are isolated, and the way to a published port is
     * routed.
     */
    private boolean isFiltered(String tables) {
        return host.inside(() -> {
            try {
                return Sysctl.read("net/bridge/bridge-nf-call-" + tables).equals("1");
            } catch (UncheckedIOException e) { // no br_netfilter in this kernel
                return false;
            }
        });
    }

    private int bridgeIndex() {
        return host.link(settings.bridge())
                .orElseThrow(() ->
                        new NaruException.HostFailure(
                                "bridge %s of network %s is missing"
                                        .formatted(settings.bridge(), network.name())))
                .index();
    }

    private void addVeth(Endpoint endpoint, BridgePortOptions options, Inside inside) {
        var hostEnd = requireNonNull(endpoint.hostEnd());
        var outer =
                LinkSettings.NONE
                        .mtu(settings.mtu())
                        .master(bridgeIndex())
                        .alias(Owner.tag(endpoint.id()))
                        .setUp();
        var inner =
                LinkSettings.NONE
                        .mtu(settings.mtu())
                        .address(ethernet(requireNonNull(endpoint.macAddress())))
                        .netns(inside.netns());
        var changes = new ArrayList<Change>();
        changes.add(
                new LinkChange.AddVeth(
                        hostEnd, outer, requireNonNull(endpoint.interfaceName()), inner));
        if (!options.equals(USUAL)) {
            changes.add(new LinkChange.SetBridgePort(LinkRef.of(hostEnd), options));
        }
        try {
            host.route().applyAll(changes);
        } catch (LinuxException e) {
            if (e.is(Errno.EXFULL)) {
                throw new NaruException.HostFailure(
                        "network %s is full: a bridge has at most %d ports (%s: %s)"
                                .formatted(
                                        network.name(),
                                        MAX_PORTS,
                                        settings.bridge(),
                                        e.getMessage()),
                        e);
            }
            throw e;
        }
    }

    /** Address and up, inside. The routes to other networks are the sandbox's matter. */
    private void configure(Endpoint endpoint, Inside inside) {
        var name = requireNonNull(endpoint.interfaceName());
        int index =
                inside.route()
                        .link(name)
                        .orElseThrow(() -> new NaruException.HostFailure(name + " vanished"))
                        .index();
        var changes = new ArrayList<Change>();
        if (endpoint.ipv4() != null) {
            changes.add(new AddressChange.Add(address(index, endpoint.ipv4())));
        }
        if (endpoint.ipv6() != null) {
            changes.add(new AddressChange.Add(address(index, endpoint.ipv6())));
        }
        for (var local : endpoint.linkLocalAddresses()) {
            int length = local.getAddress().length == 4 ? 16 : 64;
            changes.add(new AddressChange.Add(InterfaceAddress.of(index, local, length)));
        }
        rate(endpoint, RateLimit.OUT, EndpointOptions::out)
                .ifPresent(rate -> changes.add(rate.on(index)));
        changes.add(LinkChange.up(LinkRef.of(index)));
        inside.later(changes);
        setSysctls(name, EndpointOptions.of(endpoint.driverOptions()).sysctls(), inside);
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

    /** Before the link comes up, so that its first packet obeys them. */
    private void setSysctls(String link, Map<String, String> sysctls, Inside inside) {
        if (sysctls.isEmpty()) {
            return;
        }
        inside.netns()
                .call(() -> {
                    sysctls.forEach((path, value) -> {
                        var own = path.replace("/IFNAME/", "/" + link + "/");
                        Sysctl.write(host.kernel(), own, value);
                    });
                    return true;
                });
    }

    private static EthernetAddress ethernet(MacAddress mac) {
        return new EthernetAddress(mac.value());
    }

    @Override
    public void detach(Endpoint endpoint) {
        var end = LinkRef.of(requireNonNull(endpoint.hostEnd()));
        ignoring(Errno.ENODEV, LinkChange.takeOutOfService(end));
    }

    @Override
    public void remove(Endpoint endpoint) {
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
