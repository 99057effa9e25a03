package naru.linux.route.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;
import static java.util.Objects.requireNonNull;

import naru.linux.EthernetAddress;
import naru.linux.Failpoint;
import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.Scratch;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.AddressChange;
import naru.linux.route.BridgeOptions;
import naru.linux.route.BridgePortFlag;
import naru.linux.route.BridgePortOptions;
import naru.linux.route.FdbChange;
import naru.linux.route.FdbRow;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.MacvlanMode;
import naru.linux.route.Neighbour;
import naru.linux.route.NeighbourChange;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** A route socket, verified with ip and bridge of iproute2 6.1.0. */
class RouteSocketLiveTest {
    private static final EthernetAddress MAC = EthernetAddress.parse("02:42:0a:63:00:02");

    private Scratch scratch;
    private Netns host;
    private Netns inside;
    private RouteSocket routes;

    @BeforeEach
    void open() {
        scratch = Scratch.create();
        host = scratch.netns("host");
        inside = scratch.netns("inside");
        routes = Scratch.routes(host);
    }

    @AfterEach
    void close() {
        if (scratch != null) {
            routes.close();
            scratch.close();
        }
    }

    @Test
    void addsBridgeWithOptionsAliasAndAddress() {
        var options = BridgeOptions.NONE.stp(false).ageing(10_000).groupForwardMask(8);
        var settings = LinkSettings.NONE.mtu(1450).alias("naru:network:1").setUp();
        routes.apply(new LinkChange.AddBridge("br-a", settings, options));
        Link bridge = routes.link("br-a").orElseThrow();
        routes.apply(
                new AddressChange.Add(
                        InterfaceAddress.of(bridge.index(), ofLiteral("10.99.0.1"), 16)
                                .broadcast(ofLiteral("10.99.255.255"))));

        assertThat(bridge.kind()).isEqualTo("bridge");
        assertThat(bridge.up()).isTrue();
        assertThat(bridge.mtu()).isEqualTo(1450);
        assertThat(bridge.alias()).isEqualTo("naru:network:1");
        assertThat(scratch.run("host", "ip", "-d", "addr", "show", "br-a"))
                .contains("mtu 1450", "alias naru:network:1", "ageing_time 10000")
                .contains("group_fwd_mask 0x8")
                .contains("inet 10.99.0.1/16 brd 10.99.255.255 scope global br-a");
        assertThat(routes.addresses())
                .anyMatch(
                        a -> a.address().equals(ofLiteral("10.99.0.1")) && a.prefixLength() == 16);
    }

    @Test
    void attachesWithOneMessageAndOneSend() throws InterruptedException {
        int bridge = addBridge();
        routes.apply(veth("veth1", bridge));
        try (var within = Scratch.routes(inside)) {
            within.applyAll(
                    List.of(
                            LinkChange.up(LinkRef.LOOPBACK),
                            new AddressChange.Add(
                                    InterfaceAddress.of(7, ofLiteral("10.99.0.2"), 16)),
                            LinkChange.up(LinkRef.of(7)),
                            new RouteChange.Add(Route.byDefault(ofLiteral("10.99.0.1")))));
        }

        Link end = routes.link("veth1").orElseThrow();
        assertThat(end.master()).isEqualTo(bridge);
        assertThat(end.up()).isTrue();
        assertThat(end.kind()).isEqualTo("veth");
        assertThat(end.alias()).isEqualTo("naru:endpoint:1");
        assertThat(end.peer()).isEqualTo(7);
        var flags = requireNonNull(end.port()).flags();
        assertThat(BridgePortOptions.DEFAULTS.beside(flags)).isEqualTo(BridgePortOptions.NONE);
        awaitService("veth1", "br-a");
        assertThat(scratch.run("host", "bridge", "link", "show", "dev", "veth1"))
                .contains("master br-a");
        String shown = scratch.run("inside", "ip", "addr", "show", "eth0");
        assertThat(shown)
                .startsWith("7: eth0@if" + end.index())
                .contains("mtu 1400", "link/ether 02:42:0a:63:00:02", "inet 10.99.0.2/16");
        assertThat(scratch.run("inside", "ip", "route")).contains("default via 10.99.0.1 dev eth0");
        scratch.run("inside", "ping", "-c1", "-W2", "10.99.0.1");
    }

    @Test
    void setsFlagsOfBridgePort() {
        int bridge = addBridge();
        routes.apply(veth("veth1", bridge));
        routes.apply(
                new LinkChange.SetBridgePort(
                        LinkRef.of("veth1"),
                        BridgePortOptions.NONE
                                .with(BridgePortFlag.HAIRPIN, true)
                                .with(BridgePortFlag.ISOLATED, true)
                                .with(BridgePortFlag.LEARNING, false)));

        var port = requireNonNull(routes.link("veth1").orElseThrow().port());
        assertThat(port.flags())
                .contains(BridgePortFlag.HAIRPIN, BridgePortFlag.ISOLATED)
                .doesNotContain(BridgePortFlag.LEARNING);
        assertThat(BridgePortOptions.DEFAULTS.beside(port.flags()))
                .isEqualTo(
                        BridgePortOptions.NONE
                                .with(BridgePortFlag.HAIRPIN, false)
                                .with(BridgePortFlag.ISOLATED, false)
                                .with(BridgePortFlag.LEARNING, true));
        assertThat(scratch.run("host", "bridge", "-d", "link", "show", "dev", "veth1"))
                .contains("hairpin on", "isolated on", "learning off");
    }

    @Test
    void pairEndsWithItsNamespace() throws InterruptedException {
        routes.apply(veth("veth1", addBridge()));
        routes.apply(LinkChange.takeOutOfService(LinkRef.of("veth1")));

        Link end = routes.link("veth1").orElseThrow();
        assertThat(end.up()).isFalse();
        assertThat(end.master()).isZero();
        inside.close();
        Netns.delete(Kernel.DIRECT, scratch.path("inside"));
        for (int i = 0; i < 6000 && routes.link("veth1").isPresent(); i++) {
            Thread.sleep(10);
        }
        assertThat(routes.link("veth1")).isEmpty();
    }

    @Test
    void renamesAndDeletesByGroup() {
        routes.apply(veth("veth1", addBridge()));
        int veth = routes.link("veth1").orElseThrow().index();
        routes.apply(
                new LinkChange.Set(
                        LinkRef.of(veth), LinkSettings.NONE.name("veth2").group(77).mtu(1300)));
        assertThat(routes.link("veth1")).isEmpty();
        Link renamed = routes.link("veth2").orElseThrow();
        assertThat(renamed.group()).isEqualTo(77);
        assertThat(renamed.mtu()).isEqualTo(1300);

        routes.apply(new LinkChange.DeleteGroup(77));
        assertThat(routes.link("veth2")).isEmpty();
        assertThatThrownBy(() -> routes.apply(new LinkChange.DeleteGroup(77)))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("RTM_DELLINK group 77: ENODEV");
    }

    @Test
    void errorNamesOperationObjectAndKernelText() {
        addBridge();
        assertThatThrownBy(this::addBridge)
                .isInstanceOf(LinuxException.class)
                .hasMessage("RTM_NEWLINK br-a: EEXIST (File exists)");
        var route = Route.byDefault(ofLiteral("192.0.2.1"));
        assertThatThrownBy(() -> routes.apply(new RouteChange.Add(route)))
                .hasMessage(
                        "RTM_NEWROUTE default via 192.0.2.1: ENETUNREACH (Network is unreachable):"
                                + " Nexthop has invalid gateway");
    }

    @Test
    void continuesAfterErrorAndReportsAll() {
        int bridge = addBridge();
        var missing = LinkRef.of("nothing");
        assertThatThrownBy(() ->
                        routes.applyAll(
                                List.of(
                                        LinkChange.up(missing),
                                        LinkChange.down(LinkRef.of(bridge)),
                                        LinkChange.down(missing))))
                .isInstanceOfSatisfying(
                        LinuxException.class,
                        refusal -> {
                            assertThat(refusal.errno()).isEqualTo(Errno.ENODEV);
                            assertThat(refusal.getSuppressed()).hasSize(1);
                        });
        assertThat(routes.link(bridge).orElseThrow().up()).isFalse();
    }

    @Test
    void addsStaticNeighboursAndFdbEntries() {
        int bridge = addBridge();
        routes.apply(veth("veth1", bridge));
        int port = routes.link("veth1").orElseThrow().index();
        var neighbour = Neighbour.permanent(bridge, ofLiteral("10.99.0.2"), MAC);
        var row = FdbRow.onPort(port, MAC);
        routes.applyAll(
                List.of(new NeighbourChange.Replace(neighbour), new FdbChange.Replace(row)));

        assertThat(routes.neighbours()).contains(neighbour);
        assertThat(scratch.run("host", "ip", "neigh"))
                .contains("10.99.0.2 dev br-a lladdr 02:42:0a:63:00:02 PERMANENT");
        assertThat(scratch.run("host", "bridge", "fdb", "show", "dev", "veth1"))
                .contains("02:42:0a:63:00:02 master br-a static");
        assertThat(routes.fdb())
                .anyMatch(r -> r.address().equals(MAC) && r.link() == port && r.master() == bridge);

        routes.applyAll(List.of(new NeighbourChange.Delete(neighbour), new FdbChange.Delete(row)));
        assertThat(routes.neighbours()).doesNotContain(neighbour);
        assertThat(routes.fdb()).noneMatch(r -> r.address().equals(MAC));
    }

    @Test
    void listsAndDeletesRoutesOfBothFamilies() {
        int bridge = addBridge();
        routes.apply(
                new AddressChange.Add(InterfaceAddress.of(bridge, ofLiteral("fd00:1::1"), 64)));
        var four = Route.to(ofLiteral("10.50.0.0"), 16, ofLiteral("10.99.0.9")).via(bridge);
        var six = Route.onLink(ofLiteral("fd00:2::"), 64, bridge).metric(512);
        routes.applyAll(List.of(new RouteChange.Add(four), new RouteChange.Replace(six)));

        assertThat(routes.routes()).contains(four);
        assertThat(routes.routes())
                .anyMatch(r -> r.destination().equals(ofLiteral("fd00:2::")) && r.metric() == 512);
        assertThat(scratch.run("host", "ip", "route"))
                .contains("10.50.0.0/16 via 10.99.0.9 dev br-a");

        routes.applyAll(List.of(new RouteChange.Delete(four), new RouteChange.Delete(six)));
        assertThat(routes.routes()).doesNotContain(four);
    }

    @Test
    void addsMacvlanInAnotherNamespace() {
        int parent = addBridge();
        routes.apply(
                new LinkChange.AddMacvlan(
                        "mv0",
                        parent,
                        MacvlanMode.BRIDGE,
                        LinkSettings.NONE.address(MAC).netns(inside)));
        assertThat(scratch.run("inside", "ip", "-d", "link", "show", "mv0"))
                .contains("macvlan mode bridge", "02:42:0a:63:00:02");
    }

    @Test
    void listsLinksOverSeveralDatagrams() {
        for (int i = 0; i < 120; i++) {
            routes.apply(new LinkChange.AddBridge("b" + i, LinkSettings.NONE, BridgeOptions.NONE));
        }
        assertThat(routes.links()).filteredOn(l -> l.kind().equals("bridge")).hasSize(120);
    }

    @Test
    void changesNothingWhenFailpointThrows() {
        Failpoint deny =
                operation -> {
                    throw new IllegalStateException(operation);
                };
        try (var denied = host.call(() -> RouteSocket.open(new Kernel(deny)))) {
            var bridge = new LinkChange.AddBridge("br-a", LinkSettings.NONE, BridgeOptions.NONE);
            assertThatThrownBy(() -> denied.apply(bridge)).hasMessage("RTM_NEWLINK br-a");
        }
        assertThat(routes.link("br-a")).isEmpty();
    }

    private void awaitService(String port, String ofBridge) throws InterruptedException {
        for (int tries = 0; tries < 12_000; tries++) {
            var state = routes.link(port).orElseThrow().port();
            if (state != null
                    && state.forwarding()
                    && routes.link(ofBridge).orElseThrow().running()) {
                return;
            }
            Thread.sleep(5);
        }
        throw new AssertionError(port + " does not forward");
    }

    private int addBridge() {
        routes.apply(
                new LinkChange.AddBridge("br-a", LinkSettings.NONE.setUp(), BridgeOptions.NONE));
        int index = routes.link("br-a").orElseThrow().index();
        routes.apply(new AddressChange.Add(InterfaceAddress.of(index, ofLiteral("10.99.0.1"), 16)));
        return index;
    }

    /** A veth pair into {@code inside}, where it is eth0 with index 7. */
    private LinkChange veth(String name, int bridge) {
        return new LinkChange.AddVeth(
                name,
                LinkSettings.NONE
                        .index(70)
                        .mtu(1400)
                        .master(bridge)
                        .alias("naru:endpoint:1")
                        .setUp(),
                "eth0",
                LinkSettings.NONE.mtu(1400).address(MAC).index(7).netns(inside));
    }
}
