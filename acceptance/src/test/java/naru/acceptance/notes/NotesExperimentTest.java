package naru.acceptance.notes;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Capture;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The notes' experiment: three web servers from a Compose file, two of them on 172.30.0.0/16, seen
 * from the kernel.
 */
@InLab(shared = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NotesExperimentTest {
    private static final String COMPOSE =
            """
            services:
              web-default:
                image: web:latest
                container_name: web-default
                restart: unless-stopped
                ports:
                  - "18080:80"
              web-bridge-1:
                image: web:latest
                container_name: web-bridge-1
                restart: unless-stopped
                networks:
                  br_xx:
                    ipv4_address: 172.30.0.10
              web-bridge-2:
                image: web:latest
                container_name: web-bridge-2
                restart: unless-stopped
                networks:
                  br_xx:
                    ipv4_address: 172.30.0.11
            networks:
              br_xx:
                driver: bridge
                ipam:
                  config:
                    - subnet: 172.30.0.0/16
                      gateway: 172.30.0.1
            """;

    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;

    private String file;
    private String bridge;

    NotesExperimentTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
    }

    @BeforeAll
    void up(@TempDir Path folder) throws Exception {
        file = Files.writeString(folder.resolve("docker-compose.yml"), COMPOSE).toString();
        docker.compose(file, "up -d").text();
        bridge = host.bridge("notes_br_xx");
    }

    @Test
    void composeListsItsContainers() {
        assertThat(docker.compose(file, "ps").text())
                .containsPattern("web-bridge-1 .* Up")
                .containsPattern("web-bridge-2 .* Up")
                .containsPattern("web-default .* Up .*0\\.0\\.0\\.0:18080->80/tcp");
    }

    @Test
    void bridgeHasTheGatewaysAddress() {
        assertThat(bridge).matches("br-[0-9a-f]{12}");
        assertThat(host.see("ifconfig {}", bridge))
                .contains("UP,BROADCAST,RUNNING,MULTICAST")
                .contains("inet 172.30.0.1  netmask 255.255.0.0  broadcast 172.30.255.255");
    }

    @Test
    void threeVethsAppearOnTheHost() {
        assertThat(
                        host.shell().run("ip -o link show type veth").lines().stream()
                                .map(line -> line.split("[ :@]+")[1])
                                .filter(name -> name.matches("veth[0-9a-f]{7}")))
                .hasSize(3);
    }

    @Test
    void brctlShowsTheTwoVethsOfTheBridge() {
        var rows = host.shell().run("brctl show {}", bridge).lines();

        assertThat(rows.get(1))
                .matches(bridge + "\\s+8000\\.[0-9a-f]{12}\\s+no\\s+veth[0-9a-f]{7}");
        assertThat(List.of(rows.get(1).split("\\s+")[3], rows.get(2).trim()))
                .containsExactlyInAnyOrder(
                        host.hostEnd("web-bridge-1"), host.hostEnd("web-bridge-2"));
    }

    @Test
    void bridgeLinkSaysTheSame() {
        assertThat(host.ports(bridge))
                .containsExactlyInAnyOrder(
                        host.hostEnd("web-bridge-1"), host.hostEnd("web-bridge-2"));
    }

    @Test
    void hostRoutesTheSubnetsToTheBridges() {
        var routes = host.shell().run("netstat -nr").lines();

        assertThat(routes)
                .anyMatch(row ->
                        row.matches(
                                "172\\.17\\.0\\.0 +0\\.0\\.0\\.0 +255\\.255\\.0\\.0 +U +.*"
                                        + " docker0"))
                .anyMatch(row ->
                        row.matches(
                                "172\\.30\\.0\\.0 +0\\.0\\.0\\.0 +255\\.255\\.0\\.0 +U +.* "
                                        + bridge));
        assertThat(host.see("ip route get 172.30.0.10"))
                .contains("dev " + bridge + " src 172.30.0.1");
    }

    @Test
    void hostReachesContainersByAddress() {
        assertThat(host.get("http://172.30.0.10/")).isNotEmpty();
        assertThat(host.see("ping -c 1 -W 2 172.30.0.11")).contains("1 received");
    }

    @Test
    void ifconfigInsideShowsAddressAndMac() {
        var inside = docker.cli("exec web-bridge-1 ifconfig");

        assertThat(inside)
                .contains("inet addr:172.30.0.10  Bcast:172.30.255.255  Mask:255.255.0.0")
                .contains("UP BROADCAST RUNNING MULTICAST  MTU:1500")
                .contains("inet addr:127.0.0.1  Mask:255.0.0.0")
                .containsIgnoringCase("HWaddr " + mac("web-bridge-1"));
    }

    /** What was seen, without the announcements of addresses that are new. */
    private static List<String> asked(Capture capture) {
        return capture.packets().stream()
                .filter(packet -> !packet.matches(".* who-has (\\S+) tell \\1,.*"))
                .toList();
    }

    @Test
    void pingShowsAsArpAndIcmpOnTheBridge() throws Throwable {
        host.inside("web-bridge-1").run("ip neigh flush all").text();
        host.inside("web-bridge-2").run("ip neigh flush all").text();
        try (var capture = new Capture(host, bridge, "arp or icmp")) {
            assertThat(docker.cli("exec web-bridge-1 ping -c 3 172.30.0.11"))
                    .contains("64 bytes from 172.30.0.11: seq=0 ttl=64")
                    .contains("3 packets transmitted, 3 packets received, 0% packet loss");
            Eventually.within(
                    Duration.ofSeconds(3),
                    () -> assertThat(asked(capture)).hasSizeGreaterThanOrEqualTo(8));

            assertThat(asked(capture).get(0))
                    .isEqualTo("ARP, Request who-has 172.30.0.11 tell 172.30.0.10, length 28");
            assertThat(asked(capture).get(1))
                    .isEqualTo(
                            "ARP, Reply 172.30.0.11 is-at " + mac("web-bridge-2") + ", length 28");
            var pings =
                    capture.packets().stream()
                            .filter(packet -> packet.contains("ICMP"))
                            .limit(6)
                            .toList();
            for (int seq = 0; seq < 3; seq++) {
                assertThat(pings.get(2 * seq))
                        .matches(
                                "IP 172\\.30\\.0\\.10 > 172\\.30\\.0\\.11: ICMP echo request, id"
                                        + " \\d+, seq "
                                        + seq
                                        + ", length 64");
                assertThat(pings.get(2 * seq + 1))
                        .matches(
                                "IP 172\\.30\\.0\\.11 > 172\\.30\\.0\\.10: ICMP echo reply, id"
                                        + " \\d+, seq "
                                        + seq
                                        + ", length 64");
            }
        }
    }

    @Test
    void fdbHasEachMacBehindItsVeth() {
        docker.cli("exec web-bridge-1 ping -c 1 172.30.0.11");

        var rows = host.shell().run("bridge fdb show br {}", bridge).lines();

        for (var container : List.of("web-bridge-1", "web-bridge-2")) {
            var hostEnd = host.hostEnd(container);
            assertThat(rows)
                    .anyMatch(row ->
                            row.startsWith(
                                    mac(container) + " dev " + hostEnd + " master " + bridge));
            assertThat(rows)
                    .anyMatch(row ->
                            row.startsWith(hostMac(hostEnd) + " dev " + hostEnd)
                                    && row.contains("permanent"));
        }
    }

    @Test
    void containersOfOneNetworkFindEachOtherByName() {
        assertThat(docker.cli("exec web-bridge-1 ping -c 1 web-bridge-2"))
                .contains("PING web-bridge-2 (172.30.0.11)");
        assertThat(docker.cli("exec web-bridge-2 wget -qO- http://web-bridge-1/")).isNotEmpty();
    }

    @Test
    void port18080LeadsToTheWebServerFromTheHost() {
        var name = docker.cli("exec web-default hostname");

        assertThat(host.get("http://127.0.0.1:18080/")).isEqualTo(name);
        assertThat(host.get("http://" + host.lanAddress() + ":18080/")).isEqualTo(name);
    }

    @Test
    void port18080KeepsTheAddressOfANeighbour() {
        assertThat(neighbour.get("http://" + host.lanAddress() + ":18080/cgi-bin/who"))
                .isEqualTo(neighbour.lanAddress());
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void downRemovesEverythingItMade() throws Throwable {
        docker.compose(file, "down -t 0").text();

        Eventually.within( // the kernel removes a bridge a moment after its network
                Duration.ofSeconds(5),
                () ->
                        assertThat(host.shell().run("ip link show {}", bridge).refusal())
                                .contains("does not exist"));
        assertThat(docker.cli("network ls -q --filter type=custom")).isEmpty();
    }

    private String mac(String container) {
        return docker.cli("exec {} cat /sys/class/net/eth0/address", container);
    }

    private String hostMac(String link) {
        return host.see("ip -o link show {}", link)
                .replaceFirst(".*link/ether ([0-9a-f:]+) .*", "$1");
    }
}
