package naru.cli.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.EthernetAddress;
import naru.linux.route.FdbRow;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Neighbour;
import naru.linux.route.Route;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

class LinkItemsTest {
    private static final String NETWORK = "a".repeat(64);
    private static final EthernetAddress OWN = EthernetAddress.parse("02:00:00:00:00:01");
    private static final EthernetAddress OTHER = EthernetAddress.parse("02:00:00:00:00:02");
    private static final int UP = 1;

    private final Owners owners =
            new Owners(
                    Map.of("network:" + NETWORK, new Owner("network front", true)),
                    Map.of(),
                    Map.of(ip("172.19.0.1"), new Owner("front", true)),
                    Map.of());
    private final Link eth0 = link(2, "eth0", "veth", UP, 0, "");
    private final Link bridge =
            link(3, "br-aaaaaaaaaaaa", "bridge", UP, 0, "naru:network:" + NETWORK);
    private final Link port = link(4, "veth0123abc", "veth", UP, 3, "naru:endpoint:" + NETWORK);

    @Test
    void listInterfacesWithOwners() {
        assertThat(items(List.of(), List.of(), List.of(), List.of()))
                .containsExactlyInAnyOrder(
                        new Item(
                                Kind.INTERFACE,
                                "br-aaaaaaaaaaaa",
                                "bridge up mtu 1500",
                                "network front",
                                false),
                        new Item(
                                Kind.INTERFACE,
                                "veth0123abc",
                                "veth up mtu 1500 master br-aaaaaaaaaaaa",
                                "endpoint aaaaaaaaaaaa",
                                true));
    }

    @Test
    void omitObjectsOfKernel() {
        var linkLocal = InterfaceAddress.of(3, ip("fe80::1"), 64);
        var multicast = Route.onLink(ip("ff00::"), 8, 3);
        var learned = new Neighbour(3, ip("172.18.0.2"), OTHER, Neighbour.NUD_REACHABLE);
        var dynamic = new FdbRow(4, OTHER, 3, Neighbour.NUD_REACHABLE, 0, null);
        var own = new FdbRow(4, OWN, 3, Neighbour.NUD_PERMANENT, 0, null);
        var group =
                new FdbRow(
                        4,
                        EthernetAddress.parse("33:33:00:00:00:01"),
                        3,
                        Neighbour.NUD_PERMANENT,
                        0,
                        null);

        assertThat(
                        items(
                                List.of(linkLocal),
                                List.of(multicast),
                                List.of(learned),
                                List.of(dynamic, own, group)))
                .allMatch(item -> item.kind() == Kind.INTERFACE);
    }

    @Test
    void listForeignAdditions() {
        var address = InterfaceAddress.of(3, ip("172.18.0.1"), 16);
        var foreign = InterfaceAddress.of(2, ip("192.168.0.1"), 24);
        var route = Route.onLink(ip("172.18.0.0"), 16, 3);
        var via = Route.to(ip("10.1.0.0"), 16, ip("172.18.0.9")).via(3);
        var neighbour = Neighbour.permanent(3, ip("172.18.0.2"), OTHER);
        var row = FdbRow.onPort(4, OTHER);

        assertThat(
                        items(
                                List.of(address, foreign),
                                List.of(route, via),
                                List.of(neighbour),
                                List.of(row)))
                .filteredOn(item -> item.kind() != Kind.INTERFACE)
                .extracting(item -> item.kind().word() + " " + item.name() + " " + item.detail())
                .containsExactlyInAnyOrder(
                        "address 172.18.0.1/16 dev br-aaaaaaaaaaaa",
                        "route 172.18.0.0/16 dev br-aaaaaaaaaaaa",
                        "route 10.1.0.0/16 dev br-aaaaaaaaaaaa via 172.18.0.9",
                        "neighbour 172.18.0.2 dev br-aaaaaaaaaaaa at 02:00:00:00:00:02",
                        "fdb 02:00:00:00:00:02 dev veth0123abc");
    }

    @Test
    void listMarkedAddressesOnForeignLinks() {
        var wanted = naru.network.host.Owner.tag(InterfaceAddress.of(2, ip("172.19.0.1"), 16));
        var left = naru.network.host.Owner.tag(InterfaceAddress.of(2, ip("172.20.0.1"), 16));

        assertThat(items(List.of(wanted, left), List.of(), List.of(), List.of()))
                .contains(
                        new Item(Kind.ADDRESS, "172.19.0.1/16", "dev eth0", "front", false),
                        new Item(Kind.ADDRESS, "172.20.0.1/16", "dev eth0", "", true));
    }

    @Test
    void recogniseInterfacesByTagOrName() {
        assertThat(HostLinks.isOurs(link(1, "docker0", "bridge", 0, 0, ""))).isTrue();
        assertThat(HostLinks.isOurs(link(1, "veth0123abc", "veth", 0, 0, ""))).isTrue();
        assertThat(HostLinks.isOurs(link(1, "vethelse", "veth", 0, 0, ""))).isFalse();
        assertThat(HostLinks.isOurs(link(1, "veth0123abcd", "veth", 0, 0, ""))).isFalse();
        assertThat(HostLinks.isOurs(link(1, "mybridge", "bridge", 0, 0, "naru:network:1")))
                .isTrue();
        assertThat(HostLinks.isOurs(eth0)).isFalse();
    }

    @Test
    void waitForDetachedHostEndsOnly() {
        assertThat(HostLinks.isGoing(link(1, "veth0123abc", "veth", 0, 0, ""))).isTrue();
        assertThat(HostLinks.isGoing(link(1, "veth0123abc", "veth", UP, 0, ""))).isFalse();
        assertThat(HostLinks.isGoing(link(1, "veth0123abc", "veth", 0, 3, ""))).isFalse();
        assertThat(HostLinks.isGoing(link(1, "docker0", "bridge", 0, 0, ""))).isFalse();
    }

    private List<Item> items(
            List<InterfaceAddress> addresses,
            List<Route> routes,
            List<Neighbour> neighbours,
            List<FdbRow> fdb) {
        var links = List.of(eth0, bridge, port);
        return LinkItems.of(new HostLinks(links, addresses, routes, neighbours, fdb), owners);
    }

    private static Link link(
            int index, String name, String kind, int flags, int master, String alias) {
        return new Link(
                index, name, kind, flags, 1500, OWN, master, 0, -1, 0, alias, false, null, null);
    }

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }
}
