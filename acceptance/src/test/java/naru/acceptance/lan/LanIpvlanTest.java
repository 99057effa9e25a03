package naru.acceptance.lan;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/** ipvlan, seen from a neighbour on the LAN: all containers have the parent's MAC address. */
@InLab
class LanIpvlanTest {
    private static final String BEHIND = "10.60.0.0/24"; // what the host routes for, in l3

    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;
    private final Lan lan;

    LanIpvlanTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
        lan = new Lan(lab);
    }

    /** Where the kernel has it, the other tests use it. */
    @Test
    void missingKernelSupportIsReported() {
        boolean known =
                !host.shell()
                        .quietly("ip link add probe type ipvlan")
                        .errors()
                        .contains("Unknown device type");
        var doctor = new Shell().run("{} doctor", Product.naru()).output();
        var line = doctor.lines().filter(l -> l.contains(" ipvlan ")).findFirst().orElseThrow();

        if (known) {
            assertThat(line).contains("ok").doesNotContain("no ipvlan");
        } else {
            assertThat(doctor).contains("no ipvlan networks", "a kernel with CONFIG_IPVLAN");
            assertThat(docker.refusal("network create -d ipvlan lan"))
                    .contains("this requires a kernel with CONFIG_IPVLAN");
        }
    }

    @Test
    void allHaveTheParentsMac() throws Throwable {
        lan.assumeKernelKnows("ipvlan");
        lan.create("lan", "ipvlan");
        docker.web("web", "--network lan");
        docker.web("db", "--network lan");
        var mac = host.see("cat /sys/class/net/{}/address", host.uplink());

        for (var container : List.of("web", "db")) {
            assertThat(lan.macSeenByNeighbour(docker.address(container))).isEqualTo(mac);
        }
        Eventually.within(
                Duration.ofSeconds(20),
                () ->
                        assertThat(neighbour.get("http://" + docker.address("web")))
                                .isEqualTo("web"));
        assertThat(docker.cli("exec db wget -qO- http://web")).isEqualTo("web");
        assertThat(docker.cli("exec web ip route")).contains("default via 10.213.0.1 dev eth0");
        assertThat(lan.pings(host.shell(), docker.address("web"))).as("the host").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"l3", "l3s"})
    void hostRoutesInLayer3(String mode) throws Throwable {
        lan.assumeKernelKnows("ipvlan");
        docker.cli(
                "network create -d ipvlan -o parent={} -o ipvlan_mode={} --subnet {} routed",
                host.uplink(),
                mode,
                BEHIND);
        docker.web("web", "--network routed");
        docker.waiting("client", "--network routed");
        assertThat(docker.cli("exec web ip route"))
                .contains("default dev eth0")
                .doesNotContain("via");
        assertThat(docker.cli("exec client wget -qO- http://web")).isEqualTo("web");

        neighbour.see("ip route add {} via {}", BEHIND, host.lanAddress());
        try {
            Eventually.within(
                    Duration.ofSeconds(20),
                    () ->
                            assertThat(neighbour.get("http://" + docker.address("web")))
                                    .isEqualTo("web"));
        } finally {
            neighbour.see("ip route del {}", BEHIND);
        }
    }

    @Test
    void privateKeepsContainersApart() {
        lan.assumeKernelKnows("ipvlan");
        lan.create("lan", "ipvlan", "-o ipvlan_flag=private");
        docker.web("web", "--network lan");
        docker.waiting("client", "--network lan");

        assertThat(lan.pings(host.inside("client"), docker.address("web"))).isFalse();
        assertThat(lan.pings(neighbour.shell(), docker.address("web"))).isTrue();
    }

    @Test
    void rejectsUnsupportedOptions() {
        lan.assumeKernelKnows("ipvlan");
        lan.create("lan", "ipvlan", "-o ipvlan_flag=vepa");
        var parent = "parent=" + host.uplink();

        assertThat(docker.refusal("run --network lan --mac-address 02:42:0a:d5:00:99 busybox"))
                .contains("ipvlan interfaces do not support custom mac address assignment");
        assertThat(docker.refusal("network create -d ipvlan -o {} more", parent))
                .contains("is already using parent interface " + host.uplink());
        assertThat(docker.refusal("network create -d ipvlan -o ipvlan_mode=l4 x"))
                .contains("requested ipvlan mode 'l4' is not valid");
    }

    @Test
    void mayBeMixedWithABridgeAndStartedAgain() throws Throwable {
        lan.assumeKernelKnows("ipvlan");
        lan.create("lan", "ipvlan");
        docker.web("web", "--network lan --ip 10.213.0.150");
        docker.cli("network connect bridge web");
        docker.cli("restart -t 0 web");

        Eventually.within(
                Duration.ofSeconds(20),
                () -> assertThat(neighbour.get("http://10.213.0.150")).isEqualTo("web"));
        assertThat(docker.cli("exec web ip -o addr")).contains("eth0", "eth1");
    }
}
