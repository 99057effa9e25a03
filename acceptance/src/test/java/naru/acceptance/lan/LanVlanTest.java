package naru.acceptance.lan;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** Networks on an 802.1q part of an interface, to a neighbour with the same VLAN. */
@InLab
class LanVlanTest {
    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;
    private final Lan lan;

    LanVlanTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
        lan = new Lan(lab);
    }

    @ParameterizedTest
    @ValueSource(strings = {"macvlan", "ipvlan"})
    void taggedParentIsCreatedUsedAndRemoved(String driver) throws Throwable {
        lan.assumeKernelKnows("vlan");
        lan.assumeKernelKnows(driver);
        var part = host.uplink() + ".10";
        neighbour.see("ip link add link {} name v10 type vlan id 10", neighbour.uplink());
        try {
            neighbour.see("ip addr add 10.51.0.1/24 dev v10");
            neighbour.see("ip link set v10 up");
            create(driver, part, "10.51.0.0/24", "tagged");
            assertThat(host.see("ip -d link show {}", part))
                    .contains("vlan protocol 802.1Q id 10", ":network:", "state UP");
            docker.web("web", "--network tagged");

            Eventually.within(
                    Duration.ofSeconds(20),
                    () ->
                            assertThat(neighbour.get("http://" + docker.address("web")))
                                    .isEqualTo("web"));
            docker.remove("web");
            docker.cli("network rm tagged");
            Eventually.within(
                    Duration.ofSeconds(5),
                    () ->
                            assertThat(host.shell().quietly("ip link show {}", part).exit())
                                    .isNotZero());
        } finally {
            neighbour.see("ip link del v10");
        }
    }

    @Test
    void sharedParentGoesWithItsLastNetwork() throws Throwable {
        lan.assumeKernelKnows("vlan");
        var part = host.uplink() + ".20";
        create("macvlan", part, "10.52.0.0/24", "first");
        create("macvlan", part, "10.53.0.0/24", "second");
        docker.cli("network rm first");
        var heir = docker.cli("network inspect -f {{.Id}} second");

        assertThat(host.see("ip link show {}", part)).contains(":network:" + heir);
    }

    @Test
    void existingParentStays() {
        lan.assumeKernelKnows("vlan");
        var part = host.uplink() + ".30";
        host.see("ip link add link {} name {} type vlan id 30", host.uplink(), part);
        try {
            create("macvlan", part, "10.54.0.0/24", "guest");
            docker.cli("network rm guest");
            assertThat(host.see("ip link show {}", part)).doesNotContain("naru:");
        } finally {
            host.see("ip link del {}", part);
        }
    }

    /** Where the kernel has it, the other tests use it. */
    @Test
    void missingKernelSupportIsReported() {
        boolean known =
                !host.shell()
                        .quietly("ip link add probe type vlan")
                        .errors()
                        .contains("Unknown device type");
        if (!known) {
            var parent = "parent=" + host.uplink() + ".40";
            assertThat(docker.refusal("network create -d macvlan -o {} x", parent))
                    .contains("this requires a kernel with CONFIG_VLAN_8021Q");
        }
        var wrong = "parent=" + host.uplink() + ".5000";
        assertThat(docker.refusal("network create -d macvlan -o {} x", wrong))
                .contains("vlan id must be between 1-4094, received: 5000");
    }

    private void create(String driver, String parent, String subnet, String name) {
        docker.cli(
                "network create -d {} -o parent={} --subnet {} {}", driver, parent, subnet, name);
    }
}
