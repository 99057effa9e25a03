package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.ReconfiguredDaemon;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;

/** Overlay networks of two hosts whose configuration names an etcd; without a Swarm. */
@InLab
class SharedNetworksTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int PORT = 2379;

    private final LabHost here;
    private final LabHost there;
    private final Docker docker;
    private final Docker other;

    @RegisterExtension private final ReconfiguredDaemon daemon;

    @RegisterExtension private final ReconfiguredDaemon otherDaemon;

    private Path folder;
    private Process etcd;

    SharedNetworksTest(Lab lab) {
        here = lab.host();
        there = lab.neighbour();
        docker = here.docker();
        other = there.docker();
        daemon = new ReconfiguredDaemon(here);
        otherDaemon = new ReconfiguredDaemon(there);
    }

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(here.shell().quietly("etcd --version").exit() == 0, "no etcd here");
        folder = Files.createTempDirectory("naru-etcd");
        startEtcd();
        daemon.restartWithFile(configuration());
        otherDaemon.restartWithFile(configuration());
    }

    private String url() {
        return "http://" + here.lanAddress() + ":" + PORT;
    }

    private String configuration() {
        return "{\"cluster-store\": \"" + url().replace("http", "etcd") + "\"}";
    }

    private void startEtcd() throws IOException {
        etcd =
                here.shell()
                        .startWithLog(
                                folder.resolve("log"),
                                "etcd --data-dir {}/data --listen-client-urls {}"
                                        + " --advertise-client-urls {}"
                                        + " --listen-peer-urls http://127.0.0.1:2380",
                                folder,
                                url(),
                                url());
    }

    private void killEtcd() {
        etcd.destroyForcibly();
        etcd.onExit().join();
    }

    @AfterEach
    void remove() throws Throwable {
        docker.run("rm -f web db static");
        other.run("rm -f client late static");
        Eventually.within(
                SOON,
                () -> {
                    docker.run("network rm app");
                    assertThat(docker.cli("network ls --format {{.Name}}")).doesNotContain("app");
                    assertThat(other.cli("network ls --format {{.Name}}")).doesNotContain("app");
                });
        docker.run("network rm docker_gwbridge");
        other.run("network rm docker_gwbridge");
        killEtcd();
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void create() throws Throwable {
        docker.cli("network create -d overlay --attachable --subnet 10.99.0.0/24 app");
        Eventually.within(
                SOON, () -> assertThat(other.inspect("app", "{{.Scope}}")).isEqualTo("swarm"));
    }

    private void reach(Docker from, String container, String name) throws Throwable {
        Eventually.within(SOON, () -> from.cli("exec {} ping -c 1 -W 2 {}", container, name));
    }

    @Test
    void connectsContainersOfTwoHosts() throws Throwable {
        create();
        docker.waiting("web", "--network app --network-alias www");
        other.waiting("client", "--network app");
        reach(other, "client", "web");
        reach(other, "client", "www");
        reach(docker, "web", "client");

        var address = docker.address("web", "app");
        assertThat(other.cli("exec client nslookup {}", address)).contains("web.app");
        assertThat(docker.inspect("app", "{{json .Peers}}"))
                .contains(here.lanAddress(), there.lanAddress());
        assertThat(
                        docker.inspect(
                                "app",
                                "{{index .Options"
                                        + " \"com.docker.network.driver.overlay.vxlanid_list\"}}"))
                .isEqualTo("4096");
        assertThat(other.refusal("network rm app")).contains("has active endpoints");

        docker.cli("network disconnect app web");
        Eventually.within(SOON, () -> other.refusal("exec client ping -c 1 -W 1 web"));
        docker.cli("network connect app web");
        reach(other, "client", "web");
    }

    @Test
    void refusesAddressesThatAnotherHostHas() throws Throwable {
        create();
        docker.waiting("static", "--network app --ip 10.99.0.77");

        assertThat(other.refusal("run -d --name static --network app --ip 10.99.0.77 busybox true"))
                .contains("Address already in use: 10.99.0.77 is held by container static");
        assertThat(other.refusal("network create -d overlay app")).contains("already exists");
        assertThat(other.refusal("network create -d overlay --subnet 10.99.0.0/16 more"))
                .contains("Pool overlaps with other one on this address space");
    }

    @Test
    void publishesPortsOfSharedNetworks() throws Throwable {
        create();
        docker.web("web", "--network app -p 8099:80");

        Eventually.within(SOON, () -> there.get("http://" + here.lanAddress() + ":8099/"));
        assertThat(
                        docker.inspect(
                                "web",
                                "{{range $k, $v := .NetworkSettings.Networks}}{{$k}} {{end}}"))
                .isEqualTo("app");
        assertThat(docker.cli("network inspect docker_gwbridge")).contains("gateway_");
    }

    @Test
    void goesOnWithoutTheStore() throws Throwable {
        create();
        docker.waiting("web", "--network app");
        other.waiting("client", "--network app");
        reach(other, "client", "web");
        killEtcd();
        otherDaemon.restartWithFile(configuration());

        assertThat(other.cli("exec client ping -c 1 -W 2 web")).contains("1 packets received");
        assertThat(other.refusal("run -d --name late --network app busybox sleep 60"))
                .contains("the store of the cluster");
        startEtcd();
        Eventually.within(
                SOON,
                () -> {
                    other.run("rm -f late");
                    other.waiting("late", "--network app");
                });
        reach(docker, "web", "late");
    }
}
