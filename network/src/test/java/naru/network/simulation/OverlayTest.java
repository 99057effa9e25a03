package naru.network.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.linux.EthernetAddress;
import naru.linux.route.BridgePortFlag;
import naru.linux.route.FdbChange;
import naru.linux.route.FdbRow;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Neighbour;
import naru.linux.route.NeighbourChange;
import naru.linux.route.Vxlan;
import naru.linux.xfrm.EspPolicy;
import naru.linux.xfrm.EspState;
import naru.network.address.MacAddress;
import naru.network.driver.overlay.OverlayCounts;
import naru.network.driver.overlay.OverlayDriver;
import naru.network.driver.overlay.OverlayKey;
import naru.network.driver.overlay.OverlayKeys;
import naru.network.driver.overlay.OverlayPeers;
import naru.network.driver.overlay.RemoteEndpoint;
import naru.network.driver.overlay.Underlay.Vtep;
import naru.network.fake.Death;
import naru.network.fake.FakeNetns;
import naru.network.fake.FakeXfrm;
import naru.network.fake.LoneSharing;
import naru.network.journal.MemoryJournal;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.SandboxSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Overlay networks with static remote endpoints, on a kernel in memory. */
class OverlayTest {
    private static final Duration SOON = Duration.ofSeconds(4);
    private static final Duration MINUTE = Duration.ofSeconds(66);
    private static final String WEB = "a".repeat(64);
    private static final String DB = "b".repeat(64);
    private static final String TUNNEL = "vx-4097";
    private static final InetAddress FAR = ofLiteral("192.0.2.77");
    private static final InetAddress FARTHER = ofLiteral("192.0.2.78");
    private static final RemoteEndpoint REMOTE = remote(FAR, 1);

    private World world;
    private OverlayPeers peers;
    private Optional<Vtep> vtep = Optional.of(new Vtep(Traffic.HOST, 4789));
    private final OverlayKeys keys = new OverlayKeys();
    private Network network;

    @BeforeAll
    static void quiet() {
        Quiet.network();
    }

    @BeforeEach
    void start() {
        world = new World(Simulation.machine(), new MemoryJournal(), 1);
        world.add(services -> {
            peers = new OverlayPeers();
            return OverlayDriver.factory(() -> vtep, peers, keys).create(services);
        });
        boot();
        network =
                world.networks()
                        .create(
                                LoneSharing.overlay(
                                        "app", IpamSpec.DEFAULT, false, options("4097")));
    }

    private void boot() {
        world.boot();
        world.networks().restore(world.running::contains);
        world.kernel.advance(SOON);
    }

    @AfterEach
    void end() {
        world.end();
    }

    @Test
    void createsLinksForFirstEndpointOnly() {
        assertThat(root().link(TUNNEL)).isEmpty();
        assertThat(root().link(bridge())).isEmpty();
        open(WEB);
        var tunnel = tunnel();
        assertThat(tunnel.vxlan()).isEqualTo(new Vxlan(4097, Traffic.HOST, 4789, false));
        assertThat(tunnel.mtu()).isEqualTo(1450);
        assertThat(tunnel.port().flags()).containsExactly(BridgePortFlag.NEIGHBOUR_SUPPRESS);
        assertThat(root().link(bridge()).orElseThrow().index()).isEqualTo(tunnel.master());
        open(DB);
        assertThat(tunnel().index()).isEqualTo(tunnel.index());

        world.networks().close(WEB);
        world.kernel.advance(SOON);
        assertThat(tunnel().index()).isEqualTo(tunnel.index());
        world.networks().close(DB);
        world.kernel.advance(SOON);
        assertThat(root().link(TUNNEL)).isEmpty();
        assertThat(root().link(bridge())).isEmpty();
    }

    @Test
    void programsRowsOfRemoteEndpoints() {
        peers.replace(network.id(), List.of(REMOTE));
        assertThat(peers.counts()).isEqualTo(new OverlayCounts(1, 0, 0));
        open(WEB);
        assertRowsOf(REMOTE);
        assertThat(peers.counts()).isEqualTo(new OverlayCounts(1, 4, 0));

        var moved = new RemoteEndpoint(FARTHER, REMOTE.mac(), REMOTE.addresses());
        peers.change(network.id(), List.of(moved), List.of(REMOTE));
        assertRowsOf(moved);
        peers.change(network.id(), List.of(), List.of(REMOTE));
        assertRowsOf(moved); // on another host by now
        peers.change(network.id(), List.of(), List.of(moved));
        assertRowsOf();
        assertThat(peers.counts()).isEqualTo(new OverlayCounts(0, 0, 0));
    }

    @Test
    void replacesMacOfAddress() {
        open(WEB);
        peers.replace(network.id(), List.of(REMOTE));
        var newer = new RemoteEndpoint(FARTHER, remote(FAR, 2).mac(), REMOTE.addresses());
        peers.change(network.id(), List.of(newer), List.of());
        peers.change(network.id(), List.of(), List.of(REMOTE));
        assertRowsOf(newer);
    }

    @Test
    void restoresRowsThatOthersChanged() {
        open(WEB);
        peers.replace(network.id(), List.of(REMOTE, remote(FAR, 2)));
        var tunnel = tunnel();
        var mac = ethernet(REMOTE.mac());
        var foreign = EthernetAddress.parse("02:00:00:00:00:99");
        root().apply(new FdbChange.Delete(FdbRow.atVtep(tunnel.index(), mac, FAR)));
        root().apply(new FdbChange.Delete(FdbRow.onPort(tunnel.index(), mac)));
        root().apply(new FdbChange.Replace(FdbRow.atVtep(tunnel.index(), foreign, FAR)));
        root().apply(new FdbChange.Replace(FdbRow.onPort(tunnel.index(), foreign)));
        root().apply(
                        new NeighbourChange.Replace(
                                Neighbour.permanent(
                                        tunnel.master(), ofLiteral("10.1.2.3"), foreign)));
        root().apply(
                        new NeighbourChange.Delete(
                                Neighbour.permanent(
                                        tunnel.master(), REMOTE.addresses().getFirst(), mac)));
        world.kernel.advance(MINUTE);

        assertRowsOf(REMOTE, remote(FAR, 2));
        assertThat(peers.counts().repairs()).isEqualTo(6);
    }

    @Test
    void restoresDeletedLinksWithTheirRows() {
        open(WEB);
        peers.replace(network.id(), List.of(REMOTE));
        for (var name : List.of(TUNNEL, bridge())) {
            root().apply(new LinkChange.Delete(LinkRef.of(name)));
            world.kernel.advance(SOON);
            assertRowsOf(REMOTE);
        }
        root().apply(LinkChange.down(LinkRef.of(TUNNEL)));
        world.kernel.advance(SOON);
        assertThat(tunnel().up()).isTrue();
    }

    /** A daemon that starts before the cluster's records are read must not cut connections. */
    @Test
    void keepsRowsUntilEndpointsAreListed() {
        open(WEB);
        peers.replace(network.id(), List.of(REMOTE));
        int index = tunnel().index();
        world.end();
        boot();
        world.kernel.advance(MINUTE);
        assertThat(tunnel().index()).isEqualTo(index);
        assertRowsOf(REMOTE);

        peers.replace(network.id(), List.of(remote(FAR, 2)));
        assertRowsOf(remote(FAR, 2));
        world.networks().close(WEB);
        world.kernel.advance(SOON);
        assertThat(root().link(TUNNEL)).isEmpty();
    }

    @Test
    void recreatesTunnelForAnotherAddress() {
        open(WEB);
        peers.replace(network.id(), List.of(REMOTE));
        vtep = Optional.of(new Vtep(FARTHER, 4790));
        world.kernel.advance(MINUTE);
        assertThat(tunnel().vxlan()).isEqualTo(new Vxlan(4097, FARTHER, 4790, false));
        assertRowsOf(REMOTE);
        assertThat(world.networks().trouble(network.id()).orElseThrow())
                .contains("no interface of this host has the tunnels' address 192.0.2.78");
    }

    @Test
    void changesNothingOutsideCluster() {
        open(WEB);
        int index = tunnel().index();
        vtep = Optional.empty();
        world.kernel.advance(MINUTE);
        assertThat(tunnel().index()).isEqualTo(index);
        world.networks().close(WEB);
        assertThatThrownBy(() -> open(DB))
                .isInstanceOf(NaruException.class)
                .hasMessageContaining("this host is in no cluster");
        world.kernel.advance(SOON);
        assertThat(root().link(TUNNEL)).isEmpty();
    }

    @Test
    void followsMtuOfUnderlay() {
        open(WEB);
        root().apply(new LinkChange.Set(LinkRef.of("uplink"), LinkSettings.NONE.mtu(1400)));
        world.kernel.advance(SOON);
        assertThat(tunnel().mtu()).isEqualTo(1350);
        assertThat(root().link(bridge()).orElseThrow().mtu()).isEqualTo(1350);
        assertThat(root().listLinks())
                .filteredOn(link -> link.master() == tunnel().master())
                .hasSize(2)
                .extracting(Link::mtu)
                .containsOnly(1350);
    }

    @Test
    void namesHolderOfTakenVni() {
        root().apply(
                        new LinkChange.AddVxlan(
                                "foreign",
                                new Vxlan(4097, Traffic.HOST, 4789, true),
                                LinkSettings.NONE));
        assertThatThrownBy(() -> open(WEB))
                .hasMessageContaining("VNI 4097 with UDP port 4789 is in use by interface foreign");
        world.kernel.advance(SOON);
        assertThat(root().link(bridge())).isEmpty();
        assertThat(root().link("foreign")).isPresent();
    }

    @Test
    void rejectsOptionsWithoutVni() {
        for (var list : List.of("", "0", "16777216", "x")) {
            var spec = LoneSharing.overlay("other", IpamSpec.DEFAULT, false, options(list));
            assertThatThrownBy(() -> world.networks().create(spec))
                    .isInstanceOf(NaruException.Invalid.class)
                    .hasMessageContaining("vxlan id");
        }
    }

    /** The daemon dies at each change of an open and a close in turn. */
    @Test
    void leavesNothingAfterDeathAnywhere() {
        peers.replace(network.id(), List.of(REMOTE));
        boolean died = true;
        int deaths = 0;
        for (int change = 1; died; change++) {
            world.host().faults().dieAt(change);
            died = dies();
            deaths += died ? 1 : 0;
            world.host().faults().die();
            world.end();
            boot();
            peers.replace(network.id(), List.of(REMOTE));
            world.kernel.advance(SOON);
            assertThat(root().listLinks())
                    .as("change %d", change)
                    .noneMatch(link -> link.kind().equals("vxlan") || isOverlayBridge(link));
        }
        assertThat(deaths).isGreaterThan(15);
    }

    @Test
    void encryptsTunnelsBetweenHosts() {
        var one = key(1);
        var two = key(2);
        keys.set(List.of(one, two));
        secret();
        open("safe", WEB);
        var tunnel = root().link("vx-5000").orElseThrow();
        assertThat(tunnel.vxlan()).isEqualTo(new Vxlan(5000, Traffic.HOST, 4790, false));
        assertThat(tunnel.mtu()).isEqualTo(1416);
        assertThat(xfrm().policies()).extracting(EspPolicy::port).containsExactly(4790, 4790);
        assertThat(xfrm().states()).isEmpty();

        peers.replace(safe(), List.of(REMOTE, remote(FAR, 2)));
        assertThat(spis(FAR, Traffic.HOST)).hasSize(2);
        var sent = spis(Traffic.HOST, FAR);
        assertThat(sent).hasSize(1);
        keys.set(List.of(two, one));
        assertThat(spis(FAR, Traffic.HOST)).hasSize(2);
        assertThat(spis(Traffic.HOST, FAR)).hasSize(1).doesNotContainAnyElementsOf(sent);
        keys.set(List.of(two));
        assertThat(spis(FAR, Traffic.HOST)).hasSize(1);

        peers.change(safe(), List.of(remote(FARTHER, 3)), List.of(REMOTE));
        assertThat(spis(FARTHER, Traffic.HOST)).hasSize(1);
        assertThat(spis(FAR, Traffic.HOST)).as("the other endpoint is there").hasSize(1);
        peers.change(safe(), List.of(), List.of(remote(FAR, 2)));
        assertThat(spis(FAR, Traffic.HOST)).isEmpty();

        world.networks().close(WEB);
        world.kernel.advance(SOON);
        assertThat(xfrm().states()).isEmpty();
        assertThat(xfrm().policies()).isEmpty();
    }

    /** Established connections go on while the cluster's records are read. */
    @Test
    void keepsStatesOverRestart() {
        keys.set(List.of(key(1)));
        secret();
        open("safe", WEB);
        peers.replace(safe(), List.of(REMOTE));
        var before = xfrm().states();
        assertThat(before).hasSize(2);
        keys.set(List.of());
        world.end();
        boot();
        world.kernel.advance(MINUTE);
        assertThat(xfrm().states()).isEqualTo(before);
        keys.set(List.of(key(1)));
        peers.replace(safe(), List.of(REMOTE));
        assertThat(xfrm().states()).isEqualTo(before);
        keys.set(List.of(key(2)));
        assertThat(xfrm().states()).hasSize(2).doesNotContainAnyElementsOf(before);
    }

    @Test
    void refusesEncryptionWithoutEsp() {
        xfrm().removeEsp();
        assertThatThrownBy(this::secret)
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessageContaining("need IPsec ESP for IPv4")
                .hasMessageContaining("CONFIG_INET_ESP");
    }

    private void secret() {
        var options = new HashMap<>(options("5000"));
        options.put("encrypted", "");
        world.networks().create(LoneSharing.overlay("safe", IpamSpec.DEFAULT, false, options));
    }

    private NetworkId safe() {
        return world.networks().get("safe").id();
    }

    private FakeXfrm xfrm() {
        return world.kernel.xfrm();
    }

    private List<Integer> spis(InetAddress source, InetAddress destination) {
        return xfrm().states().stream()
                .filter(state -> state.source().equals(source))
                .filter(state -> state.destination().equals(destination))
                .map(EspState::spi)
                .toList();
    }

    private static OverlayKey key(int tag) {
        return new OverlayKey(tag, new byte[OverlayKey.MIN_BYTES]);
    }

    private boolean dies() {
        try {
            open(WEB);
            world.running.remove(WEB);
            world.networks().close(WEB);
            world.kernel.advance(SOON);
            return false;
        } catch (Death expected) {
            world.running.remove(WEB);
            return true;
        }
    }

    private boolean isOverlayBridge(Link link) {
        return link.name().equals(bridge());
    }

    private void assertRowsOf(RemoteEndpoint... endpoints) {
        var tunnel = tunnel();
        var rows = root().listFdb();
        assertThat(rows).hasSize(2 * endpoints.length);
        assertThat(root().listNeighbours()).hasSize(2 * endpoints.length);
        for (var endpoint : endpoints) {
            var mac = ethernet(endpoint.mac());
            assertThat(rows)
                    .contains(
                            FdbRow.atVtep(tunnel.index(), mac, endpoint.host()),
                            new FdbRow(
                                    tunnel.index(),
                                    mac,
                                    tunnel.master(),
                                    FdbRow.NUD_NOARP,
                                    0,
                                    null));
            for (var address : endpoint.addresses()) {
                assertThat(root().listNeighbours())
                        .contains(Neighbour.permanent(tunnel.master(), address, mac));
            }
        }
    }

    private static Map<String, String> options(String vnis) {
        return Map.of("com.docker.network.driver.overlay.vxlanid_list", vnis);
    }

    private static RemoteEndpoint remote(InetAddress host, int number) {
        return new RemoteEndpoint(
                host,
                new MacAddress(0x0242_0a14_0000L + number),
                List.of(ofLiteral("10.20.0." + number), ofLiteral("fd20::" + number)));
    }

    private static EthernetAddress ethernet(MacAddress mac) {
        return new EthernetAddress(mac.value());
    }

    private void open(String id) {
        open("app", id);
    }

    private void open(String on, String id) {
        world.networks().open(SandboxSpec.of(id, id.substring(0, 3), EndpointSpec.of(on)));
        world.running.add(id);
    }

    private Link tunnel() {
        return root().link(TUNNEL).orElseThrow();
    }

    private String bridge() {
        return "br-" + network.id().shortId();
    }

    private FakeNetns root() {
        return world.kernel.root();
    }
}
