package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** What the driver options of one endpoint do, as the kernel and its neighbours see it. */
class EndpointOptionsLiveTest {
    private static final String SYSCTLS = "com.docker.network.endpoint.sysctls";

    private final Lab lab = new Lab();
    private final Networks networks = lab.start();

    EndpointOptionsLiveTest() {
        var pools = List.of(pool("172.30.0.0/16"), pool("fd00:30::/64"));
        networks.create(
                NetworkSpec.bridge("net", new IpamSpec("default", Map.of(), pools))
                        .withIpv6(true)
                        .withOptions(Map.of("com.docker.network.container_iface_prefix", "lan")));
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void setParametersOfItsInterface() {
        var settings = "net.ipv4.conf.IFNAME.log_martians=1,net.ipv6.conf.IFNAME.hop_limit=17";
        var web = open("a", Map.of(SYSCTLS, settings));

        var conf = "/proc/sys/net/ipv%d/conf/lan0/%s";
        assertThat(lab.runIn(web.netns(), "cat", conf.formatted(4, "log_martians")))
                .isEqualTo("1\n");
        assertThat(lab.runIn(web.netns(), "cat", conf.formatted(6, "hop_limit"))).isEqualTo("17\n");
    }

    @Test
    void nameItsInterface() {
        var web = open("a", Map.of("com.docker.network.endpoint.ifname", "front0"));

        assertThat(lab.runIn(web.netns(), "ip", "link")).contains("front0").doesNotContain("lan0");
    }

    @Test
    void tellNeighboursWhereItIsNow() {
        var db = open("d", Map.of());
        var old = open("a", Map.of());
        for (var address : List.of("172.30.0.9", "fd00:30::9")) {
            assertThat(lab.tryIn(db.netns(), "ping", "-c1", "-W1", address).status()).isZero();
            assertThat(lab.tryIn(lab.hostFile(), "ping", "-c1", "-W1", address).status()).isZero();
        }
        networks.close(old.containerId());
        var mac = open("b", Map.of()).endpoints().getFirst().macAddress().toString();

        Lab.await(
                "neighbours know",
                () ->
                        lab.runIn(db.netns(), "ip", "neigh")
                                        .lines()
                                        .filter(l -> l.contains(mac))
                                        .count()
                                >= 2);
        assertThat(lab.tryIn(lab.hostFile(), "ping", "-c1", "-W1", "172.30.0.9").status()).isZero();
        assertThat(lab.tryIn(lab.hostFile(), "ping", "-c1", "-W1", "fd00:30::9").status()).isZero();
    }

    @Test
    void limitWhatPasses() {
        var web =
                open(
                        "a",
                        Map.of(
                                "naru.endpoint.rate_in", "16mbit",
                                "naru.endpoint.rate_out", "8.5Mbit"));
        var hostEnd = web.endpoints().getFirst().hostEnd();

        assertThat(lab.run("tc", "qdisc", "show", "dev", hostEnd)).contains("tbf", "rate 16Mbit");
        assertThat(lab.runIn(web.netns(), "tc", "qdisc", "show", "dev", "lan0"))
                .contains("tbf", "rate 8500Kbit");
        var seconds = Transfer.seconds(lab, web.netns(), "172.30.0.9", 1_200_000);
        assertThat(seconds).as("1.2 MB out of it").isBetween(0.9, 3.0);
        var towards = Transfer.seconds(lab.hostFile(), "172.30.0.1", 1_200_000, web.netns());
        assertThat(towards).as("1.2 MB to it").isBetween(0.45, 2.0);
    }

    @Test
    void restoreRemovedRateLimits() {
        var web = open("a", Map.of("naru.endpoint.rate_in", "16mbit"));
        var hostEnd = web.endpoints().getFirst().hostEnd();

        lab.run("tc", "qdisc", "del", "dev", hostEnd, "root");
        awaitLimit(hostEnd, "rate 16Mbit");
        var wider = "tc qdisc replace dev %s root tbf rate 99mbit burst 20000 limit 120000";
        lab.run(wider.formatted(hostEnd).split(" "));
        awaitLimit(hostEnd, "rate 16Mbit");
        lab.run("ip", "link", "del", hostEnd);
        awaitLimit(hostEnd, "rate 16Mbit");
    }

    private void awaitLimit(String link, String limit) {
        Lab.await(
                limit + " is back",
                () ->
                        lab.tryIn(lab.hostFile(), "tc", "qdisc", "show", "dev", link)
                                .output()
                                .contains(limit));
    }

    @Test
    void followTheNetworkWhereTheySayNothing() {
        var pools = List.of(pool("172.31.0.0/16"));
        networks.create(
                NetworkSpec.bridge("slow", new IpamSpec("default", Map.of(), pools))
                        .withOptions(Map.of("naru.endpoint.rate_in", "512kbit")));
        var web = networks.open(SandboxSpec.of("a".repeat(64), "a", EndpointSpec.of("slow")));
        var hostEnd = web.endpoints().getFirst().hostEnd();

        assertThat(lab.run("tc", "qdisc", "show", "dev", hostEnd)).contains("rate 512Kbit");
        assertThat(lab.runIn(web.netns(), "tc", "qdisc", "show")).doesNotContain("tbf");
        assertThatThrownBy(() ->
                        networks.create(
                                NetworkSpec.bridge("fast")
                                        .withOptions(Map.of("naru.endpoint.rate_out", "very"))))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage(
                        "invalid naru.endpoint.rate_out value: very: wanted are bits a second, such"
                                + " as 512kbit, 10mbit or 1gbit");
    }

    @Test
    void areRefusedWhenTheyMakeNoSense() {
        for (var bad : List.of("net.ipv4.conf.eth0.forwarding=1", "kernel.pid_max=7", "x")) {
            assertThatThrownBy(() -> open("a", Map.of(SYSCTLS, bad)))
                    .isInstanceOf(NaruException.Invalid.class)
                    .hasMessageStartingWith("invalid endpoint sysctl setting: " + bad);
        }
        assertThatThrownBy(() -> open("a", Map.of("com.docker.network.advertise_addr_nmsgs", "4")))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage("com.docker.network.advertise_addr_nmsgs must be in the range 0 to 3");
        assertThat(networks.sandboxes()).isEmpty();
    }

    private static PoolSpec pool(String subnet) {
        return new PoolSpec(subnet, null, null, Map.of());
    }

    /** All but {@code d} have the addresses that end in 9. */
    private Sandbox open(String letter, Map<String, String> options) {
        boolean fixed = !letter.equals("d");
        var endpoint =
                new EndpointSpec(
                        "net",
                        fixed ? ofLiteral("172.30.0.9") : null,
                        fixed ? ofLiteral("fd00:30::9") : null,
                        List.of(),
                        null,
                        List.of(),
                        List.of(),
                        options,
                        0);
        var sandbox = networks.open(SandboxSpec.of(letter.repeat(64), letter, endpoint));
        networks.awaitPassage(sandbox.containerId());
        return sandbox;
    }
}
