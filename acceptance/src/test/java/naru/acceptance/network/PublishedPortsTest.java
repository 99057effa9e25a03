package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.Shell;
import naru.acceptance.lab.UdpEcho;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Ports of the host that lead to containers. */
@InLab
class PublishedPortsTest {
    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;

    PublishedPortsTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
    }

    @Test
    void leadThereFromTheHostAndTheLan() throws Throwable {
        docker.web("web", "-p 8080:80");

        Eventually.within(
                Duration.ofSeconds(3),
                () -> assertThat(host.get("http://127.0.0.1:8080/")).isEqualTo("web"));
        assertThat(host.get("http://" + host.lanAddress() + ":8080/")).isEqualTo("web");
        assertThat(neighbour.get("http://" + host.lanAddress() + ":8080/")).isEqualTo("web");
        assertThat(neighbour.get("http://" + host.lanAddress() + ":8080/cgi-bin/who"))
                .isEqualTo(neighbour.lanAddress());
        assertThat(docker.cli("port web")).contains("80/tcp -> 0.0.0.0:8080");
    }

    @Test
    void reachableFromContainersAndThePortsOwner() throws Throwable {
        docker.web("web", "-p 8080:80");
        docker.waiting("other");
        docker.cli("network create elsewhere");
        docker.waiting("stranger", "--network elsewhere");

        var url = "http://" + host.lanAddress() + ":8080/";
        for (var container : new String[] {"other", "stranger", "web"}) {
            Eventually.within(
                    Duration.ofSeconds(3),
                    () ->
                            assertThat(docker.cli("exec {} timeout 2 wget -qO- {}", container, url))
                                    .as("from %s", container)
                                    .isEqualTo("web"));
        }
    }

    @Test
    void comeAndGoWhileTheContainerRuns() throws Throwable {
        var naru = new Shell().with("DOCKER_HOST", docker.endpoint());
        docker.web("web");
        assertThat(naru.run("{} publish web 8080:80", Product.naru()).text())
                .contains("80/tcp -> 0.0.0.0:8080");
        Eventually.within(
                Duration.ofSeconds(3),
                () ->
                        assertThat(neighbour.get("http://" + host.lanAddress() + ":8080/"))
                                .isEqualTo("web"));
        assertThat(docker.cli("port web")).contains("80/tcp -> 0.0.0.0:8080");
        assertThat(naru.run("{} publish web 8080:80", Product.naru()).exit()).isOne();

        docker.cli("restart -t 0 web");
        Eventually.within(
                Duration.ofSeconds(3),
                () ->
                        assertThat(neighbour.get("http://" + host.lanAddress() + ":8080/"))
                                .isEqualTo("web"));
        assertThat(naru.run("{} unpublish web 80", Product.naru()).text()).isBlank();
        assertThat(docker.cli("port web")).isBlank();
        assertThat(host.see("nft list map inet naru published4")).doesNotContain("8080");
    }

    @Test
    void onLoopbackAreForTheHostAlone() throws Throwable {
        docker.web("web", "-p 127.0.0.1:8080:80");

        Eventually.within(
                Duration.ofSeconds(3),
                () -> assertThat(host.get("http://127.0.0.1:8080/")).isEqualTo("web"));
        assertThat(
                        neighbour
                                .shell()
                                .run("curl -sS --max-time 1 http://{}:8080/", host.lanAddress())
                                .exit())
                .isNotZero();
    }

    @Test
    void areFreeAgainAfterTheContainer() {
        docker.web("web", "-p 8080:80");
        assertThat(docker.refusal("run -d --name second -p 8080:80 web:latest"))
                .contains("driver failed programming external connectivity on endpoint second (")
                .contains("Bind for 0.0.0.0:8080 failed: port is already allocated");

        docker.remove("web");
        docker.cli("start second");

        assertThat(docker.cli("port second")).contains("0.0.0.0:8080");
    }

    @Test
    void heldByAHostProcessAreRefused() throws Throwable {
        var holder = host.shell().start("busybox nc -ll -p 8081 -e cat");
        try {
            Eventually.within(
                    Duration.ofSeconds(3),
                    () -> assertThat(host.see("ss -Htln 'sport = :8081'")).isNotEmpty());
            assertThat(docker.refusal("run -d --name web -p 8081:80 web:latest"))
                    .contains("address already in use: busybox (process ");
            assertThat(docker.inspect("web", "{{.State.Status}}")).isEqualTo("created");
            var log = new Daemon(host).log();
            assertThat(log.substring(log.lastIndexOf("address already in use")))
                    .as("without a stack trace")
                    .doesNotContain("\tat ");
        } finally {
            holder.descendants().forEach(ProcessHandle::destroy);
            holder.destroy();
        }
    }

    @Test
    void areChosenWhenNoneIsNamed() throws Throwable {
        docker.web("web", "-p 80");

        var port =
                docker.cli("port web 80/tcp")
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .replaceFirst(".*:", "");
        System.out.println("chosen: " + port);
        assertThat(Integer.parseInt(port)).isGreaterThanOrEqualTo(32768);
        Eventually.within(
                Duration.ofSeconds(3),
                () ->
                        assertThat(neighbour.get("http://" + host.lanAddress() + ":" + port + "/"))
                                .isEqualTo("web"));
    }

    @Test
    void carryUdp() throws Exception {
        docker.waiting("echo", "-p 9000:9000/udp");

        try (var _ = new UdpEcho(host, "echo", 9000)) {
            assertThat(UdpEcho.ask(neighbour, host.lanAddress(), 9000, "over udp").text())
                    .isEqualTo("from " + neighbour.lanAddress() + ": over udp");
            assertThat(UdpEcho.ask(host, "127.0.0.1", 9000, "from here").text())
                    .endsWith(": from here");
        }
    }

    @Test
    void otherPortsAreClosedToTheLan() {
        docker.web("web", "-p 8080:80");
        var address = docker.address("web");
        neighbour.see("ip route add 172.17.0.0/16 via {} metric 5", host.lanAddress());
        try {
            assertThat(neighbour.shell().run("curl -sS --max-time 1 http://{}/", address).exit())
                    .as("the container's own address, routed from the LAN")
                    .isNotZero();
        } finally {
            neighbour.see("ip route del 172.17.0.0/16 via {} metric 5", host.lanAddress());
        }
    }
}
