package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Capture;
import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** The interfaces of containers: their names, and how neighbours learn where they are. */
@InLab
class InterfacesTest {
    private static final String IFNAME = "com.docker.network.endpoint.ifname";
    private static final String TIMES = "com.docker.network.advertise_addr_nmsgs";
    private static final String PAUSE = "com.docker.network.advertise_addr_ms";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LabHost host;
    private final Docker docker;
    private final RawApi api;

    InterfacesTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
        api = new RawApi(docker.endpoint());
    }

    @Test
    void namedInterfaceMovesTheOneThatHasItsName() {
        docker.cli("network create one");
        docker.cli("network create two");
        docker.cli("network create three");
        var two = "\"two\":{\"DriverOpts\":{\"" + IFNAME + "\":\"eth0\"}}";
        create("start", "\"one\":{}," + two);
        create("later", "\"one\":{}");

        connect("later", "two", "eth0");
        for (var container : List.of("start", "later")) {
            assertThat(network(container, "eth0")).isEqualTo("two");
            assertThat(network(container, "eth1")).isEqualTo("one");
            assertThat(docker.cli("exec {} ping -c 1 {}", container, gateway("one")))
                    .contains("1 packets received");
        }
        connect("later", "three", "eth1");
        assertThat(network("later", "eth1")).isEqualTo("three");
        assertThat(network("later", "eth2")).isEqualTo("one");
        assertThat(docker.cli("exec later ip route")).contains("default via");
        assertThat(docker.refusal("network connect --driver-opt {}=eth1 bridge later", IFNAME))
                .contains("error renaming interface to \"eth1\": file exists");

        docker.cli("network disconnect one later");
        docker.cli("network connect one later");
        assertThat(network("later", "eth2")).isEqualTo("one");
        docker.cli("restart -t 0 later");
        assertThat(network("later", "eth0")).isEqualTo("two");
        assertThat(network("later", "eth1")).isEqualTo("three");
    }

    private void create(String name, String endpoints) {
        var body =
                """
                {"Image":"busybox:latest","Cmd":["sleep","1000"],"HostConfig":{"NetworkMode":"one"},
                "NetworkingConfig":{"EndpointsConfig":{ENDPOINTS}}}
                """
                        .replace("ENDPOINTS", endpoints);
        assertThat(api.post("/containers/create?name=" + name, body).status()).isEqualTo(201);
        docker.cli("start {}", name);
    }

    private void connect(String container, String network, String name) {
        var body =
                "{\"Container\":\"%s\",\"EndpointConfig\":{\"DriverOpts\":{\"%s\":\"%s\"}}}"
                        .formatted(container, IFNAME, name);
        assertThat(api.post("/networks/" + network + "/connect", body).status()).isEqualTo(200);
    }

    private String network(String container, String link) {
        var addresses = docker.cli("exec {} ip -4 addr show {}", container, link);
        return List.of("one", "two", "three").stream()
                .filter(network -> isOn(container, network))
                .filter(network -> addresses.contains(docker.address(container, network) + "/"))
                .findFirst()
                .orElse("none");
    }

    private boolean isOn(String container, String network) {
        var template = "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}";
        return docker.inspect(container, template).contains(network);
    }

    private String gateway(String network) {
        return docker.cli("network inspect -f '{{(index .IPAM.Config 0).Gateway}}' {}", network);
    }

    @Test
    void announcementsAreCheckedWhenANetworkIsCreated() {
        var wrong =
                List.of(
                        List.of(TIMES + "=4", TIMES + " must be in the range 0 to 3"),
                        List.of(TIMES + "=-1", TIMES + " must be in the range 0 to 3"),
                        List.of(
                                TIMES + "=nonsense",
                                "value for option " + TIMES + " \"nonsense\" must be an integer"),
                        List.of(PAUSE + "=99", PAUSE + " must be in the range 100 to 2000"),
                        List.of(PAUSE + "=2001", PAUSE + " must be in the range 100 to 2000"),
                        List.of(
                                PAUSE + "=nonsense",
                                "value for option "
                                        + PAUSE
                                        + " \"nonsense\" must be integer milliseconds"));
        for (var each : wrong) {
            assertThat(docker.refusal("network create -o {} net", each.getFirst()))
                    .contains(each.getLast());
        }
    }

    /** The frames come in by the container's port, so that sockets of one protocol see them. */
    @Test
    void newcomerReplacesItsNeighboursCacheEntries() throws Throwable {
        announcing("-o {}=100", PAUSE);
        docker.waiting("ctr1", "--network net");
        newcomer();
        docker.cli("exec ctr1 ping -c 1 172.31.22.22");
        docker.cli("exec ctr1 ping -c 1 fd00:22::2222");
        host.see("ping -c 1 172.31.22.22");
        var before = mac();
        docker.remove("ctr2");

        try (var frames = new Capture(host, host.hostEnd("ctr1"), "-e " + FILTER)) {
            newcomer();
            var mac = mac();
            assertThat(mac).isNotEqualTo(before);
            assertThat(docker.cli("exec ctr1 ip neigh"))
                    .contains("172.31.22.22 dev eth0 lladdr " + mac)
                    .contains("fd00:22::2222 dev eth0 lladdr " + mac);
            assertThat(host.see("ip neigh"))
                    .doesNotContain("172.31.22.22 dev net0 lladdr " + before);
            assertThat(host.see("bridge fdb show br net0"))
                    .contains(mac + " dev " + host.hostEnd("ctr2"));
            Eventually.within(PATIENCE, () -> assertThat(announcements(frames, mac)).hasSize(6));
            assertThat(announcements(frames, mac))
                    .filteredOn(frame -> frame.contains("ARP"))
                    .hasSize(3)
                    .allMatch(frame -> frame.contains(mac + " > ff:ff:ff:ff:ff:ff"))
                    .allMatch(frame -> frame.contains("who-has 172.31.22.22 tell 172.31.22.22"));
            assertThat(announcements(frames, mac))
                    .filteredOn(frame -> frame.contains("IPv6"))
                    .hasSize(3)
                    .allMatch(frame -> frame.contains(mac + " > 33:33:00:00:00:01"));
        }
    }

    private static final String FILTER = "arp or (icmp6 and ip6[40] == 136)";

    @Test
    void announcementsEndWithTheEndpoint() throws Throwable {
        announcing("-o {}=1000", PAUSE);
        docker.waiting("ctr1", "--network net");
        try (var frames = new Capture(host, host.hostEnd("ctr1"), "-e " + FILTER)) {
            newcomer();
            var mac = mac();
            docker.remove("ctr2");
            docker.waiting("ctr3", "--network net --network-alias late");
            var other = docker.inspect("ctr3", "{{.NetworkSettings.Networks.net.MacAddress}}");
            Eventually.within(
                    PATIENCE,
                    () ->
                            assertThat(frames.packets())
                                    .filteredOn(frame -> frame.contains(other + " > ff:ff"))
                                    .hasSize(3));
            assertThat(announcements(frames, mac)).hasSize(2);
        }
    }

    private void announcing(String options, Object... arguments) {
        docker.cli(
                "network create --ipv6 --subnet 172.31.22.0/24 --subnet fd00:22::/64"
                        + " -o com.docker.network.bridge.name=net0 {} net",
                CommandLine.words(options, arguments));
    }

    private void newcomer() {
        docker.waiting("ctr2", "--network net --ip 172.31.22.22 --ip6 fd00:22::2222");
    }

    private String mac() {
        return docker.inspect("ctr2", "{{.NetworkSettings.Networks.net.MacAddress}}");
    }

    /** Of one container, one line each; what the kernel itself sends has another form. */
    private static List<String> announcements(Capture frames, String mac) {
        return frames.packets().stream()
                .filter(frame -> frame.startsWith(mac + " > "))
                .filter(frame ->
                        frame.contains("> ff:ff:ff:ff:ff:ff")
                                || frame.contains("33:33:00:00:00:01"))
                .toList();
    }
}
