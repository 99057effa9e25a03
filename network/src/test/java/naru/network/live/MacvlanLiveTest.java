package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.network.Networks;
import naru.network.address.MacAddress;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A macvlan on a wire to a neighbour, who is the witness. */
class MacvlanLiveTest {
    private static final String WEB = "a".repeat(64);
    private static final String DB = "b".repeat(64);

    private final Lab lab = new Lab();
    private Networks networks;
    private Path neighbour;

    @BeforeEach
    void start() {
        neighbour = lab.neighbour("10.50.0.1", "10.50.0.2");
        networks = lab.start();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private void create(String name, Map<String, String> options) {
        var pool = new PoolSpec("10.50.0.0/24", "10.50.0.64/26", "10.50.0.2", Map.of());
        networks.create(
                NetworkSpec.bridge(name, new IpamSpec("default", Map.of(), List.of(pool)))
                        .withDriver("macvlan")
                        .withOptions(options));
    }

    private Sandbox run(String id, EndpointSpec endpoint) {
        return networks.open(SandboxSpec.of(id, id.substring(0, 3), endpoint));
    }

    private boolean answers(Path from, String address) {
        return lab.tryIn(from, "ping", "-c1", "-W1", address).status() == 0;
    }

    @Test
    void neighboursSeeEachMacAndTheHostIsCutOff() {
        create("lan", Map.of("parent", "wan"));
        var mac = MacAddress.parse("02:42:0a:32:00:63");
        var web = run(WEB, EndpointSpec.of("lan").withMac(mac));
        var db = run(DB, EndpointSpec.of("lan").withIpv4(ofLiteral("10.50.0.99")));

        assertThat(answers(neighbour, "10.50.0.64")).isTrue();
        assertThat(answers(neighbour, "10.50.0.99")).isTrue();
        assertThat(lab.runIn(neighbour, "ip", "neigh"))
                .contains("10.50.0.64 dev wan0 lladdr " + mac)
                .contains("10.50.0.99 dev wan0 lladdr " + db.endpoints().getFirst().macAddress());
        assertThat(answers(web.netns(), "10.50.0.99")).as("the other sub-interface").isTrue();
        assertThat(answers(lab.hostFile(), "10.50.0.64")).as("the host itself").isFalse();
        assertThat(lab.runIn(web.netns(), "ip", "route"))
                .contains("default via 10.50.0.2 dev eth0");
    }

    @Test
    void comesBackWithItsParent() {
        create("lan", Map.of("parent", "wan"));
        var web = run(WEB, EndpointSpec.of("lan"));
        lab.run("ip", "link", "del", "wan");
        Lab.await("the interface goes", () -> !hasInterface(web));
        lab.plug(neighbour, "10.50.0.2");

        Lab.await("the interface is back", () -> hasInterface(web));
        Lab.await("the neighbour is reached", () -> answers(web.netns(), "10.50.0.2"));
        assertThat(lab.runIn(web.netns(), "ip", "route"))
                .contains("default via 10.50.0.2 dev eth0");
    }

    private boolean hasInterface(Sandbox sandbox) {
        return lab.runIn(sandbox.netns(), "ip", "-o", "link").contains("eth0");
    }

    @Test
    void aRestartLeavesRunningContainersAlone() {
        create("lan", Map.of("parent", "wan"));
        var web = run(WEB, EndpointSpec.of("lan"));
        var before = lab.runIn(web.netns(), "ip", "-o", "addr", "show", "eth0");
        networks = lab.start();

        assertThat(lab.runIn(web.netns(), "ip", "-o", "addr", "show", "eth0")).isEqualTo(before);
        assertThatThrownBy(() -> run(DB, EndpointSpec.of("lan").withIpv4(ofLiteral("10.50.0.64"))))
                .hasMessageContaining("Address already in use");
    }

    @Test
    void leavesNothingBehindInAnyMode() {
        var before = lab.inventory();
        for (var mode : List.of("bridge", "private", "vepa", "passthru")) {
            create("lan", Map.of("parent", "wan", "macvlan_mode", mode));
            for (int i = 0; i < 2; i++) { // at once again: the first must have let go of the parent
                var web = run(WEB, EndpointSpec.of("lan"));
                assertThat(lab.runIn(web.netns(), "ip", "-d", "link", "show", "eth0"))
                        .contains("macvlan mode " + mode);
                networks.close(WEB);
            }
            networks.delete("lan");
        }
        create("alone", Map.of());
        var web = run(WEB, EndpointSpec.of("alone"));
        assertThat(lab.runIn(web.netns(), "ip", "route")).doesNotContain("default");
        networks.close(WEB);
        networks.delete("alone");

        lab.awaitInventory(before);
    }

    @Test
    void rejectsASharedParentForPassthru() {
        create("first", Map.of("parent", "wan"));
        var pool = PoolSpec.ofSubnet("10.60.0.0/24");
        var passthru =
                NetworkSpec.bridge("second", new IpamSpec("default", Map.of(), List.of(pool)))
                        .withDriver("macvlan")
                        .withOptions(Map.of("parent", "wan", "macvlan_mode", "passthru"));
        assertThatThrownBy(() -> networks.create(passthru))
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessage(
                        "cannot use mode passthru, macvlan network %s is already using parent"
                                        .formatted(networks.get("first").id())
                                + " interface wan");
    }

    @Test
    void severalSubnetsAndTheirFirstAddressesAsRouters() {
        var pools = List.of(PoolSpec.ofSubnet("10.60.0.0/30"), PoolSpec.ofSubnet("10.61.0.0/24"));
        networks.create(
                NetworkSpec.bridge("lan", new IpamSpec("default", Map.of(), pools))
                        .withDriver("macvlan")
                        .withOptions(Map.of("parent", "wan")));
        var web = run(WEB, EndpointSpec.of("lan").withIpv4(ofLiteral("10.61.0.9")));

        assertThat(web.endpoints().getFirst().ipv4()).hasToString("10.61.0.9/24");
        assertThat(lab.runIn(web.netns(), "ip", "route"))
                .contains("default via 10.61.0.1 dev eth0", "10.61.0.0/24 dev eth0");
        for (var letter : List.of("c", "d")) { // .2, and then one of the second subnet
            run(letter.repeat(64), EndpointSpec.of("lan"));
        }
        assertThat(networks.sandbox("d".repeat(64)).orElseThrow().endpoints().getFirst().ipv4())
                .hasToString("10.61.0.2/24");
    }

    @Test
    void rejectsANeighboursAddressWithItsMac() {
        create("lan", Map.of("parent", "wan"));
        lab.runIn(neighbour, "ip", "addr", "add", "10.50.0.64/24", "dev", "wan0");

        assertThatThrownBy(() -> run(WEB, EndpointSpec.of("lan").withIpv4(ofLiteral("10.50.0.64"))))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessage(
                        "Address already in use: 10.50.0.64 is used on the LAN of network lan by "
                                + macOf(neighbour, "wan0"));
        assertThatThrownBy(() -> run(WEB, EndpointSpec.of("lan").withIpv4(ofLiteral("10.50.0.1"))))
                .hasMessageContaining("10.50.0.1 is used on the LAN of network lan by");
        var web = run(WEB, EndpointSpec.of("lan"));
        assertThat(web.endpoints().getFirst().ipv4()).hasToString("10.50.0.65/24");
    }

    @Test
    void hostInterfaceToContainersIsRepaired() {
        create("lan", Map.of("parent", "wan", "host_access", "true"));
        var web = run(WEB, EndpointSpec.of("lan"));
        var own = "ha-" + networks.get("lan").id().shortId();

        assertThat(answers(lab.hostFile(), "10.50.0.64")).isTrue();
        assertThat(answers(web.netns(), "10.50.0.1")).isTrue();
        assertThat(lab.run("ip", "route", "get", "10.50.0.64")).contains("dev " + own);
        assertThat(lab.run("ip", "route", "get", "10.50.0.2")).contains("dev wan ");
        assertThat(answers(neighbour, "10.50.0.1")).isTrue();
        assertThat(lab.runIn(neighbour, "ip", "neigh", "show", "10.50.0.1"))
                .contains(macOf(lab.hostFile(), "wan"))
                .doesNotContain(macOf(lab.hostFile(), own));

        lab.run("ip", "route", "del", "10.50.0.64");
        Lab.await("the route is back", () -> answers(lab.hostFile(), "10.50.0.64"));
        lab.run("ip", "link", "del", own);
        Lab.await("the interface is back", () -> answers(lab.hostFile(), "10.50.0.64"));
        networks.close(WEB);
        assertThat(lab.run("ip", "route")).doesNotContain("10.50.0.64");
    }

    private String macOf(Path where, String link) {
        return lab.runIn(where, "ip", "-o", "link", "show", link)
                .replaceFirst("(?s).*link/ether ([0-9a-f:]+) .*", "$1");
    }
}
