package naru.network.fake;

import naru.linux.EthernetAddress;
import naru.linux.NetnsHandle;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.AddressChange;
import naru.linux.route.BridgePortFlag;
import naru.linux.route.Change;
import naru.linux.route.FdbChange;
import naru.linux.route.FdbRow;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Neighbour;
import naru.linux.route.NeighbourChange;
import naru.linux.route.Qdisc;
import naru.linux.route.QdiscChange;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;
import naru.linux.route.RouteEvent;
import naru.linux.route.RoutingRule;
import naru.linux.route.Vxlan;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A network namespace of a {@link FakeKernel}: links with their addresses, routes, neighbours,
 * queues, kernel parameters and rule set, with the side effects that Linux has where Naru relies on
 * them. Left out: link-local addresses and multicast routes, which Linux makes by itself, broadcast
 * routes, ageing, and everything that packets would do. One thread.
 */
public final class FakeNetns implements NetnsHandle {
    private static final int MAX_NAME = 15;
    private static final int IFA_F_SECONDARY = 0x01; // linux/if_addr.h
    private static final int IFA_F_PERMANENT = 0x80;
    private static final int IP6_RT_PRIO_USER = 1024; // linux/ipv6_route.h

    final FakeConf all4 = FakeConf.ipv4();
    final FakeConf all6 = FakeConf.ipv6();
    final FakeConf default4 = FakeConf.ipv4();
    final FakeConf default6 = FakeConf.ipv6();
    final FakeNftables nft;
    private final FakeKernel kernel;
    private final FakeSysctls sysctls;
    private final Map<Integer, FakeLink> links = new LinkedHashMap<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<RoutingRule> rules = new ArrayList<>();
    private final List<Neighbour> neighbours = new ArrayList<>();
    private final List<FdbRow> fdb = new ArrayList<>();
    private final List<Consumer<RouteEvent>> watchers = new ArrayList<>();
    private int lastIndex;

    FakeNetns(FakeKernel kernel) {
        this.kernel = kernel;
        sysctls = new FakeSysctls(this, kernel);
        nft = new FakeNftables();
        var lo = new FakeLink(this, ++lastIndex, "lo", "");
        lo.mtu = 65536;
        lo.address = new EthernetAddress(0);
        links.put(lo.index, lo);
    }

    @Override
    public int fd() {
        throw new UnsupportedOperationException("not a namespace of the real kernel");
    }

    public FakeSysctls sysctls() {
        return sysctls;
    }

    public FakeNftables nft() {
        return nft;
    }

    void watch(Consumer<RouteEvent> watcher) {
        watchers.add(watcher);
    }

    void unwatch(Consumer<RouteEvent> watcher) {
        watchers.remove(watcher);
    }

    void emit(RouteEvent event) {
        watchers.forEach(watcher -> watcher.accept(event));
    }

    Stream<FakeLink> links() {
        return links.values().stream();
    }

    /** Whether a bridge has a port that is in service. */
    boolean hasPort(FakeLink bridge) {
        for (var port : links.values()) {
            if (port.master == bridge && FakeLink.passes(port)) {
                return true;
            }
        }
        return false;
    }

    // ---- Listings

    public List<Link> listLinks() {
        var list = new ArrayList<Link>(links.size());
        for (var link : links.values()) {
            list.add(link.view());
        }
        return list;
    }

    public Optional<Link> link(String name) {
        return Optional.ofNullable(find(name)).map(FakeLink::view);
    }

    public Optional<Link> link(int index) {
        return Optional.ofNullable(links.get(index)).map(FakeLink::view);
    }

    public List<InterfaceAddress> listAddresses() {
        var list = new ArrayList<InterfaceAddress>();
        for (var link : links.values()) {
            list.addAll(link.addresses);
        }
        return list;
    }

    public List<Route> listRoutes() {
        return List.copyOf(routes);
    }

    public List<RoutingRule> listRules() {
        return List.copyOf(rules);
    }

    public List<Neighbour> listNeighbours() {
        return List.copyOf(neighbours);
    }

    public List<FdbRow> listFdb() {
        return List.copyOf(fdb);
    }

    public List<Qdisc> listQdiscs() {
        return links().filter(link -> link.qdisc != null).map(link -> link.qdisc).toList();
    }

    /** Null where there is none. */
    FakeLink find(String name) {
        for (var link : links.values()) {
            if (link.name.equals(name)) {
                return link;
            }
        }
        return null;
    }

    // ---- Changes

    /** Makes one change, or throws what the kernel would say. */
    public void apply(Change change) {
        switch (change) {
            case LinkChange link -> applyLink(link);
            case AddressChange.Add(var address) -> addAddress(address, false);
            case AddressChange.Replace(var address) -> addAddress(address, true);
            case AddressChange.Delete(var address) -> deleteAddress(address);
            case RouteChange.Add(var route) -> addRoute(route, false);
            case RouteChange.Replace(var route) -> addRoute(route, true);
            case RouteChange.Delete(var route) -> deleteRoute(route);
            case NeighbourChange.Replace(var neighbour) -> {
                byIndex(neighbour.link(), "RTM_NEWNEIGH");
                neighbours.removeIf(old -> same(old, neighbour));
                neighbours.add(neighbour);
            }
            case NeighbourChange.Delete(var neighbour) -> {
                byIndex(neighbour.link(), "RTM_DELNEIGH");
                if (!neighbours.removeIf(old -> same(old, neighbour))) {
                    throw refused(Errno.ENOENT, "RTM_DELNEIGH", neighbour);
                }
            }
            case FdbChange.Replace(var row) -> {
                var listed = listed(row, "RTM_NEWNEIGH");
                fdb.removeIf(old -> same(old, listed));
                fdb.add(listed);
            }
            case FdbChange.Delete(var row) -> {
                var listed = listed(row, "RTM_DELNEIGH");
                if (!fdb.removeIf(old -> same(old, listed))) {
                    throw refused(Errno.ENOENT, "RTM_DELNEIGH", row);
                }
            }
            case QdiscChange.Limit limit -> {
                var link = byIndex(limit.link(), "RTM_NEWQDISC");
                link.qdisc = new Qdisc(link.index, true, "tbf", limit.rate(), limit.queue());
                emit(new RouteEvent.QdiscChanged(link.index));
            }
        }
    }

    private static boolean same(Neighbour one, Neighbour other) {
        return one.link() == other.link() && one.destination().equals(other.destination());
    }

    private static boolean same(FdbRow one, FdbRow other) {
        return one.link() == other.link()
                && one.master() == other.master()
                && one.address().equals(other.address());
    }

    /** A row of a port's bridge, or of a vxlan link itself, as the kernel lists it. */
    private FdbRow listed(FdbRow row, String operation) {
        var link = byIndex(row.link(), operation);
        if ((row.flags() & FdbRow.NTF_SELF) != 0) {
            if (!link.kind.equals("vxlan")) {
                throw refused(Errno.EOPNOTSUPP, operation, row);
            }
            return row;
        }
        if (link.master == null) {
            throw refused(Errno.EOPNOTSUPP, operation, row);
        }
        return new FdbRow(link.index, row.address(), link.master.index, row.state(), 0, null);
    }

    private void applyLink(LinkChange change) {
        switch (change) {
            case LinkChange.AddBridge add -> {
                var link = add(add.name(), "bridge", add.settings());
                link.stp = Boolean.TRUE.equals(add.options().stp());
                created(link, add.settings());
            }
            case LinkChange.AddVeth add -> addVeth(add);
            case LinkChange.AddMacvlan add ->
                    addOn(add.name(), "macvlan", add.parent(), add.settings());
            case LinkChange.AddIpvlan add ->
                    addOn(add.name(), "ipvlan", add.parent(), add.settings());
            case LinkChange.AddVlan add -> addOn(add.name(), "vlan", add.parent(), add.settings());
            case LinkChange.AddVxlan add -> addVxlan(add);
            case LinkChange.AddPlain add ->
                    created(add(add.name(), add.kind(), add.settings()), add.settings());
            case LinkChange.Set(var ref, var settings) -> {
                var link = resolve(ref, "RTM_NEWLINK");
                if (settings.name() != null && !settings.name().equals(link.name)) {
                    checkFree(settings.name());
                    link.name = settings.name();
                }
                set(link, settings);
                emit(new RouteEvent.LinkIs(link.view()));
            }
            case LinkChange.SetBridgePort(var ref, var options) -> {
                var link = resolve(ref, "RTM_NEWLINK");
                if (link.master == null) {
                    throw refused(Errno.EOPNOTSUPP, "RTM_NEWLINK", link);
                }
                options.flags()
                        .forEach((flag, on) -> {
                            if (on) {
                                link.portFlags.add(flag);
                            } else {
                                link.portFlags.remove(flag);
                            }
                        });
                if (options.forwarding() && !link.forwards()) {
                    throw refused(Errno.ENETDOWN, "RTM_NEWLINK", link);
                }
                emit(new RouteEvent.PortIs(link.view()));
            }
            case LinkChange.SetBridge(var ref, var options) -> {
                var link = resolve(ref, "RTM_NEWLINK");
                if (options.stp() != null) {
                    link.stp = options.stp();
                }
                emit(new RouteEvent.LinkIs(link.view()));
            }
            case LinkChange.Delete(var ref) -> {
                var link = resolve(ref, "RTM_DELLINK");
                if (link.kind.isEmpty()) {
                    throw refused(Errno.EOPNOTSUPP, "RTM_DELLINK", link);
                }
                remove(link);
            }
            case LinkChange.DeleteGroup(int group) -> {
                var doomed = links().filter(link -> link.group == group).toList();
                if (doomed.isEmpty()) {
                    throw refused(Errno.ENODEV, "RTM_DELLINK", "group " + group);
                }
                doomed.forEach(link -> link.netns.remove(link));
            }
        }
    }

    private void addVeth(LinkChange.AddVeth add) {
        var elsewhere = netns(add.peerSettings());
        checkFree(add.name());
        elsewhere.checkFree(add.peerName());
        var link = add(add.name(), "veth", add.settings());
        var peer = elsewhere.add(add.peerName(), "veth", add.peerSettings());
        link.peer = peer;
        peer.peer = link;
        set(peer, add.peerSettings().setDown());
        elsewhere.emit(new RouteEvent.LinkIs(peer.view()));
        created(link, add.settings());
    }

    /** The tunnel remains in the namespace where it was made, so there the VNI is taken. */
    private void addVxlan(LinkChange.AddVxlan add) {
        checkFree(add.name());
        if (kernel.links().anyMatch(other -> isTunnelOf(other, add.vxlan()))) {
            throw refused(Errno.EEXIST, "RTM_NEWLINK", add.name());
        }
        var link = add(add.name(), "vxlan", add.settings());
        link.vxlan = add.vxlan();
        link.tunnelFrom = this;
        created(link, add.settings());
    }

    private boolean isTunnelOf(FakeLink other, Vxlan vxlan) {
        return other.vxlan != null
                && other.tunnelFrom == this
                && other.vxlan.id() == vxlan.id()
                && other.vxlan.port() == vxlan.port()
                && isIpv4(other.vxlan.local()) == isIpv4(vxlan.local());
    }

    private void addOn(String name, String kind, int parent, LinkSettings settings) {
        var below = links.get(parent);
        if (below == null) {
            throw refused(Errno.ENODEV, "RTM_NEWLINK", name);
        }
        if (isReceivedByOther(below, kind)) {
            throw refused(Errno.EBUSY, "RTM_NEWLINK", name);
        }
        var elsewhere = netns(settings);
        elsewhere.checkFree(name);
        var link = elsewhere.add(name, kind, settings);
        link.parent = below;
        link.mtu = below.mtu;
        if (!kind.equals("macvlan") && settings.address() == null) {
            link.address = below.address;
        }
        elsewhere.created(link, settings);
    }

    /** A link has one receiver of its frames: a bridge, or interfaces of one kind. */
    private boolean isReceivedByOther(FakeLink below, String kind) {
        return !kind.equals("vlan")
                && (below.master != null
                        || kernel.links()
                                .anyMatch(other ->
                                        other.parent == below
                                                && !other.kind.equals("vlan")
                                                && !other.kind.equals(kind)));
    }

    private FakeNetns netns(LinkSettings settings) {
        return settings.netns() == null ? this : (FakeNetns) settings.netns();
    }

    private void checkFree(String name) {
        if (find(name) != null) {
            throw refused(Errno.EEXIST, "RTM_NEWLINK", name);
        }
    }

    private FakeLink add(String name, String kind, LinkSettings settings) {
        checkFree(name);
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw refused(Errno.EINVAL, "RTM_NEWLINK", name);
        }
        var link = new FakeLink(this, ++lastIndex, name, kind);
        link.address =
                settings.address() == null
                        ? new EthernetAddress(0x0200_0000_0000L + kernel.nextNumber())
                        : settings.address();
        links.put(link.index, link);
        return link;
    }

    /** The kernel ignores the alias here, see {@link naru.linux.route.socket.NewLink}. */
    private void created(FakeLink link, LinkSettings settings) {
        set(
                link,
                new LinkSettings(
                        null,
                        null,
                        settings.mtu(),
                        null,
                        settings.master(),
                        null,
                        settings.group(),
                        settings.up(),
                        null));
        emit(new RouteEvent.LinkIs(link.view()));
    }

    private void set(FakeLink link, LinkSettings settings) {
        if (settings.master() != null) {
            enslave(link, settings.master());
        }
        if (settings.mtu() != null) {
            link.mtu = settings.mtu();
            if (!link.hasIpv6()) {
                removeIpv6(link);
            }
        }
        if (settings.address() != null) {
            link.address = settings.address();
        }
        if (settings.alias() != null) {
            link.alias = settings.alias();
        }
        if (settings.group() != null) {
            link.group = settings.group();
        }
        if (settings.up() != null && settings.up() != link.up) {
            if (settings.up()) {
                up(link);
            } else {
                down(link);
            }
        }
    }

    private void enslave(FakeLink link, int index) {
        if (index == 0) {
            release(link);
            return;
        }
        var master = links.get(index);
        if (master == null) {
            throw refused(Errno.EINVAL, "RTM_NEWLINK", "master " + index);
        }
        if (!master.kind.equals("bridge")) {
            throw refused(Errno.EOPNOTSUPP, "RTM_NEWLINK", link);
        }
        if (link.kind.equals("bridge")) {
            throw refused(new Errno(40), "RTM_NEWLINK", link);
        }
        if (link.master == master) {
            return;
        }
        release(link);
        link.master = master;
        for (var flag : BridgePortFlag.values()) {
            if (flag.onByDefault()) {
                link.portFlags.add(flag);
            }
        }
        emit(new RouteEvent.PortIs(link.view()));
    }

    private void release(FakeLink link) {
        if (link.master != null) {
            link.master = null;
            link.portFlags.clear();
            fdb.removeIf(row -> row.link() == link.index && row.master() != 0);
        }
    }

    private void up(FakeLink link) {
        if (link.kind.equals("vlan") && !link.parent.up) {
            throw refused(Errno.ENETDOWN, "RTM_NEWLINK", link);
        }
        link.up = true;
        link.addresses.forEach(address -> route(link, address));
        above(link, "vlan").forEach(vlan -> vlan.netns.bringUp(vlan));
        affected(link);
    }

    private void bringUp(FakeLink link) {
        if (!link.up) {
            up(link);
            emit(new RouteEvent.LinkIs(link.view()));
        }
    }

    private void down(FakeLink link) {
        above(link, "vlan").forEach(vlan -> vlan.netns.takeDown(vlan));
        link.up = false;
        if (!keepsAddresses(link)) {
            removeAll(link, link.addresses.stream().filter(a -> !isIpv4(a.address())).toList());
        }
        removeRoutes(route -> route.link() == link.index && !isLocalIpv4(route));
        affected(link);
    }

    private void takeDown(FakeLink link) {
        if (link.up) {
            down(link);
            emit(new RouteEvent.LinkIs(link.view()));
        }
    }

    private boolean keepsAddresses(FakeLink link) {
        return link.ipv6.is("conf/keep_addr_on_down", "1")
                || all6.is("conf/keep_addr_on_down", "1");
    }

    private static boolean isLocalIpv4(Route route) {
        return isIpv4(route.destination()) && route.type() == Route.RTN_LOCAL;
    }

    /** Links whose carrier may have changed with {@code link}'s state. */
    private static void affected(FakeLink link) {
        if (link.peer != null) {
            link.peer.netns.emit(new RouteEvent.LinkIs(link.peer.view()));
        }
        if (link.master != null) {
            link.netns.emit(new RouteEvent.LinkIs(link.master.view()));
        }
    }

    private Stream<FakeLink> above(FakeLink link, String kind) {
        return kernel.links().filter(other -> other.parent == link && other.kind.equals(kind));
    }

    /** Removes a link with what is on it, above it and at its other end. */
    void remove(FakeLink link) {
        if (links.get(link.index) != link) {
            return;
        }
        kernel.links()
                .filter(other -> other.parent == link)
                .toList()
                .forEach(other -> other.netns.remove(other));
        links().filter(port -> port.master == link)
                .toList()
                .forEach(port -> {
                    release(port);
                    emit(new RouteEvent.LinkIs(port.view()));
                });
        link.up = false;
        removeRoutes(route -> route.link() == link.index);
        removeAll(link, List.copyOf(link.addresses));
        neighbours.removeIf(neighbour -> neighbour.link() == link.index);
        fdb.removeIf(row -> row.link() == link.index);
        var last = link.view();
        release(link);
        links.remove(link.index);
        emit(new RouteEvent.LinkGone(last));
        var peer = link.peer;
        if (peer != null) {
            link.peer = null;
            peer.netns.remove(peer);
        }
    }

    /** The end of the namespace. */
    void destroy() {
        List.copyOf(links.values()).forEach(this::remove);
    }

    // ---- Addresses

    private void addAddress(InterfaceAddress wanted, boolean replace) {
        var link = byIndex(wanted.link(), "RTM_NEWADDR");
        boolean ipv4 = isIpv4(wanted.address());
        if (!ipv4 && link.ipv6.is("conf/disable_ipv6", "1")) {
            throw refused(Errno.EACCES, "RTM_NEWADDR", wanted);
        }
        if (!ipv4 && !link.hasIpv6()) {
            throw refused(Errno.ENOBUFS, "RTM_NEWADDR", wanted);
        }
        var present = present(link, wanted);
        if (present != null && !replace) {
            throw refused(Errno.EEXIST, "RTM_NEWADDR", wanted);
        }
        if (present != null) {
            int at = link.addresses.indexOf(present);
            link.addresses.set(
                    at,
                    new InterfaceAddress(
                            link.index,
                            present.address(),
                            present.prefixLength(),
                            present.broadcast(),
                            ipv4 ? present.flags() : IFA_F_PERMANENT | wanted.flags(),
                            present.scope(),
                            wanted.protocol()));
            emit(new RouteEvent.AddressIs(link.addresses.get(at)));
            return;
        }
        int flags = IFA_F_PERMANENT | wanted.flags();
        if (ipv4 && link.addresses.stream().anyMatch(other -> sameSubnet(other, wanted))) {
            flags |= IFA_F_SECONDARY;
        }
        var added =
                new InterfaceAddress(
                        link.index,
                        wanted.address(),
                        wanted.prefixLength(),
                        wanted.broadcast(),
                        flags,
                        wanted.scope(),
                        wanted.protocol());
        link.addresses.add(added);
        emit(new RouteEvent.AddressIs(added));
        route(link, added);
    }

    private static InterfaceAddress present(FakeLink link, InterfaceAddress wanted) {
        return link.addresses.stream()
                .filter(other -> other.address().equals(wanted.address()))
                .filter(other ->
                        !isIpv4(wanted.address()) || other.prefixLength() == wanted.prefixLength())
                .findFirst()
                .orElse(null);
    }

    private static boolean sameSubnet(InterfaceAddress one, InterfaceAddress other) {
        return isIpv4(one.address())
                && one.prefixLength() == other.prefixLength()
                && masked(one.address(), one.prefixLength())
                        .equals(masked(other.address(), other.prefixLength()));
    }

    private void deleteAddress(InterfaceAddress wanted) {
        var link = byIndex(wanted.link(), "RTM_DELADDR");
        var present = present(link, wanted);
        if (present == null) {
            throw refused(Errno.EADDRNOTAVAIL, "RTM_DELADDR", wanted);
        }
        var doomed = new ArrayList<InterfaceAddress>();
        doomed.add(present);
        if (isIpv4(present.address()) && (present.flags() & IFA_F_SECONDARY) == 0) {
            link.addresses.stream()
                    .filter(other -> other != present && sameSubnet(other, present))
                    .forEach(doomed::add);
        }
        removeAll(link, doomed);
    }

    private void removeAll(FakeLink link, List<InterfaceAddress> doomed) {
        for (var address : doomed) {
            link.addresses.remove(address);
            boolean ipv4 = isIpv4(address.address());
            var network = masked(address.address(), address.prefixLength());
            removeRoutes(route ->
                    route.link() == link.index
                            && route.protocol() == Route.RTPROT_KERNEL
                            && route.type() == Route.RTN_LOCAL
                            && route.destination().equals(address.address()));
            if (ipv4) {
                boolean gone =
                        listAddresses().stream()
                                .noneMatch(other -> other.address().equals(address.address()));
                removeRoutes(route ->
                        address.address().equals(route.source())
                                && (gone || route.link() == link.index));
            } else if (link.addresses.stream()
                    .noneMatch(other ->
                            other.prefixLength() == address.prefixLength()
                                    && masked(other.address(), other.prefixLength())
                                            .equals(network))) {
                removeRoutes(route ->
                        route.link() == link.index
                                && route.protocol() == Route.RTPROT_KERNEL
                                && route.leadsTo(network, address.prefixLength()));
            }
            emit(new RouteEvent.AddressGone(address));
        }
    }

    void removeIpv6(FakeLink link) {
        removeAll(link, link.addresses.stream().filter(a -> !isIpv4(a.address())).toList());
        removeRoutes(route -> route.link() == link.index && !isIpv4(route.destination()));
    }

    /** The routes that the kernel makes with an address, as far as the link's state allows. */
    private void route(FakeLink link, InterfaceAddress address) {
        boolean ipv4 = isIpv4(address.address());
        var host = address.address().getAddress().length * 8;
        keep(
                new Route(
                        address.address(),
                        host,
                        null,
                        link.index,
                        ipv4 ? primary(link, address) : null,
                        Route.RT_TABLE_LOCAL,
                        Route.RTPROT_KERNEL,
                        ipv4 ? Route.RT_SCOPE_HOST : Route.RT_SCOPE_UNIVERSE,
                        Route.RTN_LOCAL,
                        0));
        boolean connected = ipv4 ? address.prefixLength() < 32 : true;
        if (link.up && connected && (address.flags() & IFA_F_SECONDARY) == 0) {
            keep(
                    Route.connected(
                            masked(address.address(), address.prefixLength()),
                            address.prefixLength(),
                            link.index,
                            address.address()));
        }
    }

    /** The first address of the subnet, which local routes of the further ones have as source. */
    private static InetAddress primary(FakeLink link, InterfaceAddress address) {
        return link.addresses.stream()
                .filter(other -> (other.flags() & IFA_F_SECONDARY) == 0)
                .filter(other -> sameSubnet(other, address))
                .map(InterfaceAddress::address)
                .findFirst()
                .orElse(address.address());
    }

    private void keep(Route route) {
        if (!routes.contains(route)) {
            routes.add(route);
            emit(new RouteEvent.RouteIs(route));
        }
    }

    // ---- Routes

    private void addRoute(Route wanted, boolean replace) {
        var route = complete(wanted);
        var present = routes.stream().filter(other -> sameRow(other, route)).findFirst();
        if (present.isPresent() && !replace) {
            throw refused(Errno.EEXIST, "RTM_NEWROUTE", wanted);
        }
        present.ifPresent(routes::remove);
        routes.add(route);
        emit(new RouteEvent.RouteIs(route));
    }

    private static boolean sameRow(Route one, Route other) {
        return one.table() == other.table()
                && one.metric() == other.metric()
                && one.leadsTo(other.destination(), other.prefixLength());
    }

    /** The route as the kernel lists it. */
    private Route complete(Route wanted) {
        boolean ipv4 = isIpv4(wanted.destination());
        int out = wanted.link();
        if (out != 0 && !byIndex(out, "RTM_NEWROUTE").up) {
            throw refused(Errno.ENETDOWN, "RTM_NEWROUTE", wanted);
        }
        if (wanted.gateway() != null && !wanted.gateway().isLinkLocalAddress()) {
            int found = linkTowards(wanted.gateway());
            if (found == 0 || (out != 0 && found != out)) {
                throw refused(
                        ipv4 ? Errno.ENETUNREACH : Errno.EHOSTUNREACH, "RTM_NEWROUTE", wanted);
            }
            out = found;
        }
        if (out == 0) {
            throw refused(Errno.ENODEV, "RTM_NEWROUTE", wanted);
        }
        if (wanted.source() != null
                && listAddresses().stream().noneMatch(a -> a.address().equals(wanted.source()))) {
            throw refused(Errno.EINVAL, "RTM_NEWROUTE", wanted);
        }
        return new Route(
                wanted.destination(),
                wanted.prefixLength(),
                wanted.gateway(),
                out,
                wanted.source(),
                wanted.table(),
                wanted.protocol(),
                ipv4 ? wanted.scope() : Route.RT_SCOPE_UNIVERSE,
                wanted.type(),
                ipv4 || wanted.metric() != 0 ? wanted.metric() : IP6_RT_PRIO_USER);
    }

    private int linkTowards(InetAddress gateway) {
        return routes.stream()
                .filter(route -> route.gateway() == null && route.type() == Route.RTN_UNICAST)
                .filter(route -> route.table() == Route.RT_TABLE_MAIN)
                .filter(route -> contains(route, gateway))
                .max((a, b) -> Integer.compare(a.prefixLength(), b.prefixLength()))
                .map(Route::link)
                .orElse(0);
    }

    private static boolean contains(Route route, InetAddress address) {
        return isIpv4(route.destination()) == isIpv4(address)
                && masked(address, route.prefixLength()).equals(route.destination());
    }

    private void deleteRoute(Route wanted) {
        var present =
                routes.stream()
                        .filter(other -> matches(other, wanted))
                        .findFirst()
                        .orElseThrow(() -> refused(Errno.ESRCH, "RTM_DELROUTE", wanted));
        routes.remove(present);
        emit(new RouteEvent.RouteGone(present));
    }

    private static boolean matches(Route present, Route wanted) {
        boolean ipv4 = isIpv4(wanted.destination());
        return present.table() == wanted.table()
                && present.leadsTo(wanted.destination(), wanted.prefixLength())
                && (wanted.link() == 0 || wanted.link() == present.link())
                && (wanted.gateway() == null || wanted.gateway().equals(present.gateway()))
                && (wanted.metric() == 0 || wanted.metric() == present.metric())
                && (wanted.source() == null || !ipv4 || wanted.source().equals(present.source()))
                && (wanted.protocol() == present.protocol())
                && (!ipv4 || wanted.scope() == present.scope())
                && wanted.type() == present.type();
    }

    private void removeRoutes(java.util.function.Predicate<Route> doomed) {
        for (var route : List.copyOf(routes)) {
            if (doomed.test(route)) {
                routes.remove(route);
                emit(new RouteEvent.RouteGone(route));
            }
        }
    }

    /** Adds a routing rule, as another process would. */
    public void addRule(RoutingRule rule) {
        rules.add(rule);
    }

    // ---- Small things

    private FakeLink byIndex(int index, String operation) {
        var link = links.get(index);
        if (link == null) {
            throw refused(Errno.ENODEV, operation, "link " + index);
        }
        return link;
    }

    private FakeLink resolve(LinkRef ref, String operation) {
        return switch (ref) {
            case LinkRef.ByIndex(int index) -> byIndex(index, operation);
            case LinkRef.ByName(String name) -> {
                var link = find(name);
                if (link == null) {
                    throw refused(Errno.ENODEV, operation, name);
                }
                yield link;
            }
        };
    }

    static LinuxException refused(Errno errno, String operation, Object object) {
        return new LinuxException(errno, operation, object.toString());
    }

    static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    static InetAddress masked(InetAddress address, int length) {
        return new naru.network.address.Prefix(address, length).masked().address();
    }
}
