package naru.network.driver.lan;

import naru.linux.EthernetAddress;
import naru.linux.address.Family;
import naru.linux.route.AddressChange;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.MacvlanMode;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;
import naru.network.address.Prefix;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.Owner;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.PoolConfig;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The host's own macvlan interface beside those of its containers, since the kernel passes no
 * frames between these and their parent. It has a route to each container only; the rest of the LAN
 * is reached, and reaches the host, through the parent as before.
 */
record HostAccess(Network network, Parent parent, Host host) {
    /** Auxiliary addresses with these names belong to the host. */
    private static final List<String> NAMES = List.of("host", "host6");

    private String name() {
        return "ha-" + network.id().shortId();
    }

    /**
     * @throws NaruException.HostFailure if the host has no source address
     */
    void check() {
        for (var pool : network.ipam().pools()) {
            if (pool.family() == Family.IPV4 && source(pool).isEmpty()) {
                throw new NaruException.HostFailure(
                        "%s: this host has no address in %s on %s; give it one: --aux-address"
                                        .formatted(
                                                LanSettings.HOST_ACCESS,
                                                pool.subnet(),
                                                parent.name())
                                + " host=ADDRESS");
            }
        }
    }

    Optional<Link> link() {
        return host.link(name());
    }

    /** Creates or completes the interface; returns whether anything was missing. */
    boolean create(Link on, HostView view) {
        host.awaitDisposal(name());
        var found = view.link(name()).or(this::link);
        boolean changed = found.filter(this::isTagged).isEmpty();
        var tag = LinkSettings.NONE.alias(host.owner().tag(network.id()));
        if (found.isEmpty()) {
            host.route()
                    .apply(
                            new LinkChange.AddMacvlan(
                                    name(),
                                    on.index(),
                                    MacvlanMode.BRIDGE,
                                    tag.address(ownAddress())));
        } else if (!isTagged(found.get())) {
            host.route().apply(new LinkChange.Set(LinkRef.of(found.get().index()), tag));
        }
        var link = link().orElseThrow(() -> new NaruException.HostFailure(name() + " vanished"));
        changed |= answerContainersOnly();
        for (var address : ownAddresses()) {
            var present =
                    view.addresses(link.index()).stream()
                            .anyMatch(a -> a.address().equals(address));
            if (!present) {
                changed = true;
                int length = address.getAddress().length * 8;
                host.route()
                        .apply(
                                new AddressChange.Replace(
                                        InterfaceAddress.of(link.index(), address, length)));
            }
        }
        if (!link.up()) {
            host.route().apply(LinkChange.up(LinkRef.of(link.index())));
            changed = true;
        }
        return changed;
    }

    private boolean isTagged(Link link) {
        return Owner.names(link.alias(), network.id());
    }

    /** By its tag or, if another process has changed that, by its unique MAC address. */
    private boolean isOurs(Link link) {
        return isTagged(link) || ownAddress().equals(link.address());
    }

    /** A stable, locally administered address. */
    private EthernetAddress ownAddress() {
        byte[] raw = HexFormat.of().parseHex(network.id().value().substring(12, 24));
        raw[0] = (byte) ((raw[0] & 0xfc) | 2);
        return EthernetAddress.of(raw);
    }

    /** Hosts that are reached through the parent must not learn this interface's MAC address. */
    private boolean answerContainersOnly() {
        return host.sysctl().ensure("net/ipv4/conf/" + name() + "/arp_filter", "1");
    }

    private List<InetAddress> ownAddresses() {
        return network.ipam().pools().stream()
                .map(HostAccess::reserved)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<InetAddress> reserved(PoolConfig pool) {
        return NAMES.stream()
                .map(pool.auxiliaryAddresses()::get)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** The host's address for containers of a pool: its auxiliary address, or the parent's. */
    private Optional<InetAddress> source(PoolConfig pool) {
        return reserved(pool).or(() -> onParent(pool.subnet()));
    }

    private Optional<InetAddress> onParent(Prefix subnet) {
        return host.link(parent.name()).stream()
                .flatMap(link -> host.addresses(link.index()).stream())
                .map(InterfaceAddress::address)
                .filter(subnet::contains)
                .findFirst();
    }

    /** Adds the host's route to an endpoint. */
    void attach(Endpoint endpoint) {
        link().ifPresent(link ->
                routes(endpoint, link.index())
                        .forEach(r -> host.route().apply(new RouteChange.Replace(r))));
    }

    boolean isAttached(Endpoint endpoint, HostView view) {
        var link = view.link(name());
        return link.isEmpty() // while there is no parent; it is restored with its network
                || routes(endpoint, link.get().index())
                        .allMatch(wanted ->
                                view.routes(link.get().index()).stream()
                                        .anyMatch(r ->
                                                r.leadsTo(
                                                        wanted.destination(),
                                                        wanted.prefixLength())));
    }

    void detach(Endpoint endpoint) {
        link().stream().flatMap(link -> routes(endpoint, link.index())).forEach(this::delete);
    }

    private void delete(Route route) {
        host.route().applyUnlessGone(new RouteChange.Delete(route));
    }

    /**
     * For IPv6, the host answers for addresses of the receiving interface only, so it needs one
     * here.
     */
    private Stream<Route> routes(Endpoint endpoint, int link) {
        return endpoint.addresses().stream().flatMap(address -> route(address, link).stream());
    }

    private Optional<Route> route(Prefix address, int link) {
        return network.ipam().pools().stream()
                .filter(pool -> pool.subnet().contains(address.address()))
                .findFirst()
                .flatMap(pool -> pool.family() == Family.IPV6 ? reserved(pool) : source(pool))
                .map(source ->
                        Route.onLink(address.address(), address.bits(), link).source(source));
    }

    void delete() {
        link().filter(this::isOurs)
                .ifPresent(link -> {
                    var last = LinkSettings.NONE.alias(host.owner().tag(network.id())).setDown();
                    host.route().apply(new LinkChange.Set(LinkRef.of(link.index()), last));
                    host.dispose(link);
                });
    }
}
