package naru.cli.demo;

import naru.cli.text.Columns;
import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.address.Family;
import naru.linux.route.FdbRow;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Neighbour;
import naru.linux.route.Route;
import naru.linux.route.socket.RouteSocket;

import java.util.List;
import java.util.Optional;

/** A snapshot of links, addresses, routes and FDB entries of one network namespace. */
record HostView(
        List<Link> links, List<InterfaceAddress> addresses, List<Route> routes, List<FdbRow> fdb) {
    private static final int MULTICAST_BIT = 40; // of a MAC address

    HostView {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        fdb = List.copyOf(fdb);
    }

    static HostView of(Netns netns) {
        try (var socket = netns.call(() -> RouteSocket.open(Kernel.DIRECT))) {
            return new HostView(socket.links(), socket.addresses(), socket.routes(), socket.fdb());
        }
    }

    Optional<Link> link(String name) {
        return links.stream().filter(link -> link.name().equals(name)).findFirst();
    }

    /** The link of an owner, by its tag. */
    Optional<Link> ownedBy(String owner, DemoContainers cast) {
        return links.stream().filter(link -> cast.ofTag(link.alias()).equals(owner)).findFirst();
    }

    /** The ports of a bridge, in the order of their owners' names. */
    List<Link> ports(Link bridge, DemoContainers cast) {
        return links.stream()
                .filter(link -> link.master() == bridge.index())
                .sorted(java.util.Comparator.comparing(link -> cast.ofTag(link.alias())))
                .toList();
    }

    /** The first IPv4 address of a link as {@code 172.30.0.1/16}, or empty. */
    String ipv4(Link link) {
        return addresses.stream()
                .filter(address -> address.link() == link.index())
                .filter(address -> Family.IPV4.has(address.address()))
                .map(address -> address.address().getHostAddress() + "/" + address.prefixLength())
                .findFirst()
                .orElse("");
    }

    Columns interfaces(DemoContainers cast) {
        var columns = new Columns();
        for (Link link : links) {
            columns.row(
                    link.name(),
                    link.kind().isEmpty() ? "loopback" : link.kind(),
                    link.up() ? "up" : "down",
                    ipv4(link),
                    String.valueOf(link.address()),
                    cast.ofTag(link.alias()));
        }
        return columns;
    }

    Columns bridges(DemoContainers cast) {
        var columns = new Columns();
        for (Link bridge : links) {
            if (!bridge.kind().equals("bridge")) {
                continue;
            }
            String name = bridge.name();
            for (Link port : ports(bridge, cast)) {
                columns.row(name, port.name(), cast.ofTag(port.alias()));
                name = "";
            }
        }
        return columns;
    }

    Columns mainRoutes() {
        var columns = new Columns();
        for (Route route : routes) {
            if (route.table() == Route.RT_TABLE_MAIN && Family.IPV4.has(route.destination())) {
                columns.row(
                        destination(route),
                        route.gateway() == null
                                ? "on the link"
                                : "via " + route.gateway().getHostAddress(),
                        "dev " + nameOf(route.link()));
            }
        }
        return columns;
    }

    /** Whether a network is on-link on a link of this name. */
    boolean leadsTo(String network, String link) {
        return routes.stream()
                .anyMatch(route ->
                        destination(route).equals(network)
                                && route.gateway() == null
                                && nameOf(route.link()).equals(link));
    }

    static String destination(Route route) {
        return route.isDefault()
                ? "default"
                : route.destination().getHostAddress() + "/" + route.prefixLength();
    }

    /** The FDB entries of a bridge for containers and for its ports. */
    Columns fdb(Link bridge, DemoContainers cast) {
        var columns = new Columns();
        for (Link port : ports(bridge, cast)) {
            for (FdbRow row : rows(port)) {
                String container = cast.ofMac(row.address().toString());
                boolean own = (row.state() & Neighbour.NUD_PERMANENT) != 0;
                columns.row(
                        row.address().toString(),
                        "dev " + port.name(),
                        own ? "permanent" : "learned",
                        container.isEmpty() ? "the host end itself" : container + "'s eth0");
            }
        }
        return columns;
    }

    /** The FDB entries that lead to containers of other hosts through a tunnel. */
    Columns tunnels(List<DemoContainers.Member> far) {
        var columns = new Columns();
        for (var member : far) {
            for (FdbRow row : fdb) {
                var vtep = row.vtep();
                if (vtep != null && row.address().toString().equals(member.mac())) {
                    columns.row(
                            row.address().toString(),
                            "dev " + nameOf(row.link()),
                            "dst " + vtep.getHostAddress(),
                            member.name() + "'s eth0");
                }
            }
        }
        return columns;
    }

    /** Whether the bridge has learned that a MAC address is behind this port. */
    boolean isBehind(String mac, Link port) {
        return rows(port).stream().anyMatch(row -> row.address().toString().equals(mac));
    }

    private List<FdbRow> rows(Link port) {
        return fdb.stream()
                .filter(row -> row.link() == port.index() && row.master() == port.master())
                .filter(row -> (row.address().bits() >>> MULTICAST_BIT & 1) == 0)
                .distinct()
                .toList();
    }

    private String nameOf(int index) {
        return links.stream()
                .filter(link -> link.index() == index)
                .map(Link::name)
                .findFirst()
                .orElse("?");
    }
}
