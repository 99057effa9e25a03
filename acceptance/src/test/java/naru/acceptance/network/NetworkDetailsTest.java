package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.Shell;
import naru.acceptance.lan.Lan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/** What users see of options and addresses that other engines drop, mistake or let time out. */
@InLab
class NetworkDetailsTest {
    private static final String IPAM =
            "\"IPAM\":{\"Config\":[{\"Subnet\":\"10.82.0.0/24\"},{\"Subnet\":\"fd82::/64\"}]}";

    private final Lab lab;
    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;
    private final RawApi api;

    NetworkDetailsTest(Lab lab) {
        this.lab = lab;
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
        api = new RawApi(docker.endpoint());
    }

    @Test
    void warnsOfAnIpv6SubnetWithoutIpv6() {
        var created = api.post("/networks/create", "{\"Name\":\"net\"," + IPAM + "}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body())
                .contains(
                        "subnet fd82::/64 of network net is not used, since IPv6 (--ipv6) is not"
                                + " enabled there");
        assertThat(docker.inspect("net", "{{range .IPAM.Config}}{{.Subnet}} {{end}}"))
                .isEqualTo("10.82.0.0/24 fd82::/64");

        docker.waiting("one", "--network net");
        assertThat(docker.address("one")).startsWith("10.82.0.");
        assertThat(docker.inspect("one", "{{json .NetworkSettings.Networks}}"))
                .contains("\"GlobalIPv6Address\":\"\"");
        assertThat(docker.refusal("run --network net --ip6 fd82::7 busybox"))
                .contains("IPv6 is not enabled on network net");
        docker.cli("rm -f one");
        docker.cli("network rm net");
    }

    @Test
    void rejectsAddressesWithAZone() {
        docker.cli("network create --ipv6 --subnet fe80:0:0:82::/64 net");
        assertThat(docker.refusal("run --network net --ip6 fd82::7%lo busybox"))
                .contains("fd82::7%lo");
        assertThat(docker.refusal("network create --ipv6 --subnet fd83::%lo/64 zone"))
                .contains("fd83::%lo/64");
        var gateway =
                "{\"Name\":\"zone\",\"EnableIPv6\":true,\"IPAM\":{\"Config\":[{\"Subnet\":\"fd83::/64\",\"Gateway\":\"fd83::1%lo\"}]}}";
        assertThat(api.post("/networks/create", gateway).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "macvlan, '', 10.82.0.1",
        "macvlan, 10.82.0.128/25, 10.82.0.1",
        "macvlan, 10.82.0.0/25, ''",
        "ipvlan, '', 10.82.0.1"
    })
    void lanWithoutGatewayGetsOneForIpv4Only(String driver, String range, String gateway) {
        new Lan(lab).assumeKernelKnows(driver);
        var ipam =
                "\"IPAM\":{\"Config\":[{\"Subnet\":\"10.82.0.0/24\",\"IPRange\":\"%s\"},{\"Subnet\":\"fd82::/64\"}]}"
                        .formatted(range);
        var created =
                api.post(
                        "/networks/create",
                        "{\"Name\":\"lan\",\"Driver\":\"%s\",\"EnableIPv6\":true,\"Options\":{\"parent\":\"%s\"},%s}"
                                .formatted(driver, host.uplink(), ipam));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().contains("is taken for the router's"))
                .isEqualTo(!gateway.isEmpty());
        docker.waiting("one", "--network lan");
        var routes = docker.cli("exec one ip route");
        if (gateway.isEmpty()) {
            assertThat(routes).contains("default dev eth0");
        } else {
            assertThat(routes).contains("default via " + gateway + " dev eth0");
        }
        assertThat(docker.cli("exec one ip -6 route")).doesNotContain("default");
    }

    @Test
    void sysctlsOfAnEndpointMayBeInLowerCase() {
        var option = "com.docker.network.endpoint.sysctls=net.ipv4.conf.ifname.rp_filter=2";
        docker.waiting("one", "--network name=bridge,driver-opt={}", option);
        assertThat(docker.cli("exec one cat /proc/sys/net/ipv4/conf/eth0/rp_filter"))
                .isEqualTo("2");
    }

    @Test
    void sysctlsOfTheNetworkAreSetOrRefused() {
        assertThat(docker.refusal("run --network host --sysctl net.ipv4.ip_default_ttl=99 busybox"))
                .contains("sysctl \"net.ipv4.ip_default_ttl\" not allowed in host network");
        docker.waiting("one");
        docker.waiting("two", "--network container:one --sysctl net.ipv4.ip_default_ttl=99");
        assertThat(docker.cli("exec one cat /proc/sys/net/ipv4/ip_default_ttl")).isEqualTo("99");
    }

    @Test
    void unusedAddressesAreRefusedAtOnce() {
        docker.cli(
                "network create --ipv6 --subnet 10.82.0.0/24 --subnet fd82::/64 -o"
                        + " com.docker.network.bridge.gateway_mode_ipv4=nat-unprotected net");
        docker.cli("network create --subnet 10.83.0.0/24 other");
        docker.waiting("one", "--network net --ip 10.82.0.5");
        docker.waiting("far", "--network other");

        assertThat(refused(host.shell(), "10.82.0.99")).as("from the host").isTrue();
        assertThat(refused(host.shell(), "[fd82::99]")).as("from the host, IPv6").isTrue();
        assertThat(refused(host.inside("far"), "10.82.0.99")).as("from another network").isTrue();
        docker.cli("network create --subnet 10.84.0.0/24 closed");
        assertThat(refused(host.inside("far"), "10.84.0.99")).as("from a network apart").isTrue();
        neighbour.see("ip route add 10.82.0.0/24 via {}", host.lanAddress());
        try {
            assertThat(refused(neighbour.shell(), "10.82.0.99")).as("from the LAN").isTrue();
        } finally {
            neighbour.see("ip route del 10.82.0.0/24");
        }

        docker.web("late", "--network net --ip 10.82.0.99");
        assertThat(host.get("http://10.82.0.99/")).as("once a container has it").isEqualTo("late");
    }

    /** Whether a connection fails long before the kernel's own second for each question. */
    private static boolean refused(Shell from, String address) {
        var limit = Eventually.scaled(Duration.ofSeconds(2)).toSeconds();
        var result = from.run("curl -sS -g -m {} http://{}/", limit, address);
        return result.exit() == 7; // CURLE_COULDNT_CONNECT; 28 is a timeout
    }
}
