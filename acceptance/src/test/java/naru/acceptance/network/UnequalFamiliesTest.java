package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.ReconfiguredDaemon;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Ports that are published across address families, which one relay per host carries. */
@InLab
class UnequalFamiliesTest {
    private static final String HOST6 = "fd77:aa::1";
    private static final String NEIGHBOUR6 = "fd77:aa::2";
    private static final int NO_CONNECTION = 7; // curl(1)
    private static final int TIMEOUT = 28;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;

    @RegisterExtension private final ReconfiguredDaemon reconfigured;

    UnequalFamiliesTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
        reconfigured = new ReconfiguredDaemon(host);
    }

    @Test
    void portsAnswerOnIpv6InFrontOfIpv4() throws Throwable {
        docker.web("web", "-p 8080:80");
        host.see("ip addr add {}/64 dev {} nodad", HOST6, host.uplink());
        neighbour.see("ip addr add {}/64 dev {} nodad", NEIGHBOUR6, neighbour.uplink());
        try {
            assertThat(docker.inspect("web", "{{json .NetworkSettings.Ports}}"))
                    .isEqualTo(
                            "{\"80/tcp\":[{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"8080\"},"
                                    + "{\"HostIp\":\"::\",\"HostPort\":\"8080\"}]}");
            assertThat(docker.cli("port web").lines())
                    .containsExactly("80/tcp -> 0.0.0.0:8080", "80/tcp -> [::]:8080");
            answers(host, "http://[::1]:8080/", "web");
            answers(host, "http://127.0.0.1:8080/", "web");
            answers(neighbour, "http://[" + HOST6 + "]:8080/", "web");

            host.see(
                    "nft {}",
                    "add rule inet naru user meta l4proto tcp ct original proto-dst 8080"
                            + (" ip6 saddr " + NEIGHBOUR6 + " drop"));
            assertThat(get(neighbour, "http://[" + HOST6 + "]:8080/").exit())
                    .as("the chain user holds for it")
                    .isNotZero();
        } finally {
            host.shell().run("nft flush chain inet naru user");
            host.shell().run("ip addr del {}/64 dev {}", HOST6, host.uplink());
            neighbour.shell().run("ip addr del {}/64 dev {}", NEIGHBOUR6, neighbour.uplink());
        }
    }

    @Test
    void portsAnswerOnIpv4InFrontOfIpv6() throws Throwable {
        docker.cli(
                "network create -o com.docker.network.enable_ipv4=false --ipv6 --subnet"
                        + " fd00:6a::/64 six");
        docker.waiting("web", "--network six -p 8080:80 -p 127.0.0.1:8081:80");
        docker.cli("exec -d web httpd -p [::]:80 -h /etc");

        assertThat(docker.cli("port web").lines())
                .containsExactlyInAnyOrder(
                        "80/tcp -> 0.0.0.0:8080",
                        "80/tcp -> [::]:8080",
                        "80/tcp -> 127.0.0.1:8081");
        for (var address :
                List.of("127.0.0.1:8080", "127.0.0.1:8081", host.lanAddress() + ":8080")) {
            answers(host, "http://" + address + "/hostname", hostname());
        }
        answers(neighbour, "http://" + host.lanAddress() + ":8080/hostname", hostname());
        assertThat(get(neighbour, "http://" + host.lanAddress() + ":8081/").exit()).isNotZero();
    }

    private String hostname() {
        return docker.inspect("web", "{{.Config.Hostname}}");
    }

    @Test
    void clientsOfAClosedUdpPortAreRefused() throws Throwable {
        docker.waiting("four", "-p 8090:90/udp");
        docker.cli(
                "network create -o com.docker.network.enable_ipv4=false --ipv6 --subnet"
                        + " fd00:6e::/64 six");
        docker.waiting("six", "--network six -p 8091:90/udp");
        host.see("ip addr add {}/64 dev {} nodad", HOST6, host.uplink());
        neighbour.see("ip addr add {}/64 dev {} nodad", NEIGHBOUR6, neighbour.uplink());
        try {
            assertThat(datagram(neighbour, host.lanAddress(), 8090))
                    .as("translated by the kernel")
                    .isEqualTo("refused");
            assertThat(datagram(neighbour, HOST6, 8090)).isEqualTo("refused");
            assertThat(datagram(host, "::1", 8090)).isEqualTo("refused");
            assertThat(datagram(neighbour, host.lanAddress(), 8091)).isEqualTo("refused");
            assertThat(datagram(host, "127.0.0.1", 8091)).isEqualTo("refused");

            var server = openPort("four", 90);
            try {
                Eventually.within(
                        SOON, () -> assertThat(datagram(host, "::1", 8090)).isEqualTo("open"));
            } finally {
                server.destroyForcibly();
            }
        } finally {
            host.see("ip addr del {}/64 dev {}", HOST6, host.uplink());
            neighbour.see("ip addr del {}/64 dev {}", NEIGHBOUR6, neighbour.uplink());
        }
    }

    /** A process in a container's network that answers datagrams. */
    private Process openPort(String container, int port) throws IOException {
        var script =
                """
                import socket, sys
                server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                server.bind(("0.0.0.0", int(sys.argv[1])))
                while True:
                    server.sendto(b"open", server.recvfrom(100)[1])
                """;
        var sandbox = docker.inspect(container, "{{.NetworkSettings.SandboxKey}}");
        return host.shell().start("nsenter --net={} python3 -c {} {}", sandbox, script, port);
    }

    /** The reply to a datagram, or what its sender learns. */
    private static String datagram(LabHost from, String address, int port) {
        var script =
                """
                import socket, sys
                family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
                client = socket.socket(family, socket.SOCK_DGRAM)
                client.settimeout(2)
                client.connect((sys.argv[1], int(sys.argv[2])))
                try:
                    client.send(b"call")
                    print(client.recv(100).decode().strip())
                except ConnectionRefusedError:
                    print("refused")
                except TimeoutError:
                    print("no reply")
                """;
        return from.shell().run("python3 -c {} {} {}", script, address, port).text();
    }

    @Test
    void oneProcessOutlivesTheDaemonAndComesBack() throws Throwable {
        docker.web("web", "-p 8080:80 -p 9000-9998:9000-9998");
        docker.web("other", "-p 8081:80");
        answers(host, "http://[::1]:8080/", "web");
        assertThat(relays()).hasSize(1);
        var relay = relays().getFirst();
        assertThat(host.takeInventory())
                .anySatisfy(line -> assertThat(line).contains("process", "naru-relay"));
        var status = Files.readString(Path.of("/proc/" + relay + "/status"));
        int kib = Integer.parseInt(status.replaceAll("(?s).*VmRSS:\\s*(\\d+) kB.*", "$1"));
        System.out.println("1,001 ports: " + kib + " KiB");
        assertThat(kib).isLessThan(20 * 1024);

        var daemon = new Daemon(host);
        daemon.kill();
        try {
            answers(host, "http://[::1]:8080/", "web");
        } finally {
            daemon.start();
        }
        assertThat(relays()).as("the next daemon goes on with it").containsExactly(relay);

        ProcessHandle.of(relay).orElseThrow().destroyForcibly();
        answers(host, "http://[::1]:8081/", "other");
        answers(host, "http://[::1]:8080/", "web");
        assertThat(relays()).hasSize(1).doesNotContain(relay);

        docker.remove("web");
        assertThat(get(host, "http://[::1]:8080/").exit()).isNotZero();
        answers(host, "http://[::1]:8081/", "other");
        docker.remove("other");
        Eventually.within(SOON, () -> assertThat(relays()).isEmpty());
    }

    @Test
    void conflictsNameTheHolder() throws Throwable {
        docker.web("web", "-p 8080:80");
        assertThat(docker.refusal("run -d --name second -p [::]:8080:80 web:latest"))
                .contains("Bind for [::]:8080 failed: port is already allocated")
                .contains("published by container web");

        var holder =
                host.shell()
                        .start(
                                "python3 -c {}",
                                "import socket,sys; s=socket.create_server(('::1', 8082),"
                                        + " family=socket.AF_INET6); print('bound', flush=True);"
                                        + " sys.stdin.read()");
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("bound");
            assertThat(docker.refusal("run -d --name third -p 8082:80 web:latest"))
                    .contains("failed to bind host port for [::]:8082:")
                    .contains("address already in use: python3");
        } finally {
            holder.descendants().forEach(ProcessHandle::destroy);
            holder.destroy();
        }
    }

    @Test
    void worksWithoutTheUserlandProxy() throws Throwable {
        docker.web("web", "-p 8080:80");
        answers(host, "http://[::1]:8080/", "web");
        reconfigured.restartWithFile("{\"userland-proxy\": false}");
        Eventually.within(SOON, () -> assertThat(relays()).isEmpty());
        docker.cli("restart -t 0 web");

        assertThat(docker.cli("port web")).isEqualTo("80/tcp -> 0.0.0.0:8080");
        assertThat(get(host, "http://[::1]:8080/").exit()).isEqualTo(NO_CONNECTION);
        docker.cli("network create --ipv6 --subnet fd00:6b::/64 dual");
        docker.web("both", "--network dual -p 8081:80");
        assertThat(docker.cli("port both")).contains("80/tcp -> [::]:8081");
        assertThat(get(host, "http://[::1]:8081/").exit())
                .as("answered or refused, whatever br_netfilter does")
                .isNotEqualTo(TIMEOUT);
    }

    @Test
    void portsOfRoutedFamiliesAreListedInOrder() {
        var api = new RawApi(docker.endpoint());
        for (var mode : List.of("nat routed", "routed nat", "routed routed")) {
            var words = mode.split(" ");
            docker.cli(
                    "network create --ipv6 --subnet fd00:6c::/64 -o"
                            + " com.docker.network.bridge.gateway_mode_ipv4={} -o"
                            + " com.docker.network.bridge.gateway_mode_ipv6={} mixed",
                    words[0],
                    words[1]);
            docker.waiting("web", "--network mixed -p 8080:80");

            var four = words[0].equals("nat") ? "8080" : "";
            var six = words[1].equals("nat") ? "8080" : "";
            assertThat(api.get("/v1.51/containers/web/json").body())
                    .contains(
                            "\"Ports\":{\"80/tcp\":[{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"%s\"},"
                                            .formatted(four)
                                    + "{\"HostIp\":\"::\",\"HostPort\":\"%s\"}]}".formatted(six));
            var old = api.get("/v1.45/containers/web/json").body();
            assertThat(old).as("what older clients print").doesNotContain("\"HostPort\":\"\"");
            if (mode.equals("routed routed")) {
                assertThat(docker.cli("port web")).isEmpty();
                assertThat(docker.cli("ps")).doesNotContain("0.0.0.0:");
            }
            docker.remove("web");
            docker.cli("network rm mixed");
        }
    }

    private static void answers(LabHost from, String url, String text) throws Throwable {
        Eventually.within(
                SOON, () -> assertThat(get(from, url).output().strip()).as(url).isEqualTo(text));
    }

    private static Shell.Result get(LabHost from, String url) {
        return from.shell().quietly("curl -sS --max-time 2 {}", url);
    }

    /** The processes that carry ports on this host. */
    private List<Long> relays() throws IOException {
        var socket = host.folder().resolve("exec").resolve("relay.sock").toString();
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains("naru-relay\0" + socket))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException ended) {
            return "";
        }
    }
}
