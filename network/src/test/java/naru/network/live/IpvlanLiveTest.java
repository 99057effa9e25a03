package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;

import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What this kernel may lack: ipvlan and 802.1q; scripts/kernel-run has one that does not. */
class IpvlanLiveTest {
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

    private void assumeKernelKnows(String kind) {
        boolean known = lab.host().route().knows(kind);
        System.out.println((known ? "tried: " : "NOT TRIED, the kernel has none: ") + kind);
        Assumptions.assumeTrue(known, "this kernel has no " + kind + ": make test-kernel");
    }

    private void create(String driver, String subnet, Map<String, String> options) {
        var ipam = new IpamSpec("default", Map.of(), List.of(PoolSpec.ofSubnet(subnet)));
        networks.create(NetworkSpec.bridge("lan", ipam).withDriver(driver).withOptions(options));
    }

    private Sandbox run(String id) {
        return networks.open(SandboxSpec.of(id, id.substring(0, 3), EndpointSpec.of("lan")));
    }

    private boolean answers(Path from, String address) {
        return lab.tryIn(from, "ping", "-c2", "-W2", address).status() == 0;
    }

    private static String address(Sandbox sandbox) {
        return sandbox.endpoints().getFirst().ipv4().address().getHostAddress();
    }

    @Test
    void shareTheParentsMacAndReachTheLan() {
        assumeKernelKnows("ipvlan");
        create("ipvlan", "10.50.0.0/24", Map.of("parent", "wan"));
        var web = run(WEB); // .3: the hosts' own addresses are passed over
        var db = run(DB);
        var mac =
                lab.run("ip", "-o", "link", "show", "wan")
                        .replaceFirst("(?s).*link/ether ([0-9a-f:]+) .*", "$1");

        assertThat(answers(neighbour, address(web))).isTrue();
        assertThat(answers(web.netns(), address(db))).isTrue();
        assertThat(lab.runIn(neighbour, "ip", "neigh", "show", address(web))).contains(mac);
        assertThat(answers(lab.hostFile(), address(web))).as("the host itself").isFalse();
        networks.close(WEB);
        assertThat(address(run(WEB))).isNotEmpty();
    }

    @Test
    void theHostRoutesInLayer3() {
        assumeKernelKnows("ipvlan");
        for (var mode : List.of("l3", "l3s")) {
            create("ipvlan", "10.60.0.0/24", Map.of("parent", "wan", "ipvlan_mode", mode));
            var web = run(WEB);
            assertThat(lab.runIn(web.netns(), "ip", "-d", "link", "show", "eth0"))
                    .contains("mode " + mode + " bridge");
            assertThat(lab.runIn(web.netns(), "ip", "route")).contains("default dev eth0");
            lab.runIn(neighbour, "ip", "route", "replace", "10.60.0.0/24", "via", "10.50.0.1");
            assertThat(answers(neighbour, address(web))).as(mode).isTrue();
            networks.close(WEB);
            networks.delete("lan");
        }
    }

    @Test
    void aTaggedPartIsMadeAndGoesWithItsNetwork() {
        assumeKernelKnows("vlan");
        var before = lab.inventory();
        lab.runIn(
                neighbour, "ip", "link", "add", "link", "wan0", "name", "v10", "type", "vlan", "id",
                "10");
        lab.runIn(neighbour, "ip", "addr", "add", "10.51.0.200/24", "dev", "v10");
        lab.runIn(neighbour, "ip", "link", "set", "v10", "up");
        create("macvlan", "10.51.0.0/24", Map.of("parent", "wan.10"));
        var web = run(WEB);

        assertThat(lab.run("ip", "-d", "link", "show", "wan.10"))
                .contains("vlan protocol 802.1Q id 10", "naru:network:");
        assertThat(answers(neighbour, address(web))).isTrue();
        networks.close(WEB);
        networks.delete("lan");
        lab.awaitInventory(before);
    }
}
