package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Compose;
import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Containers that live in the network namespace of another one, as VPN sidecars have them. */
@InLab
class SharedNamespaceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ADDRESSES =
            "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.MacAddress}};{{end}}";

    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;

    SharedNamespaceTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
    }

    @Test
    void keepsWorkingWhileItsOwnerRestarts() throws Throwable {
        var compose = Compose.first(docker, "sidecar");
        try {
            compose.cli("up -d");
            var addresses = docker.inspect("vpn", ADDRESSES);
            var namespace = namespace("app");
            assertWorks();

            docker.cli("stop -t 0 vpn");
            assertWorks();
            docker.cli("network create more");
            docker.cli("network connect more vpn");
            assertThat(docker.cli("exec app ip addr")).contains("eth1");
            docker.cli("network disconnect more vpn");
            assertThat(docker.cli("exec app ip addr")).doesNotContain("eth1");

            docker.cli("start vpn");
            assertThat(namespace("vpn")).isEqualTo(namespace).isEqualTo(namespace("app"));
            assertThat(docker.inspect("vpn", ADDRESSES)).isEqualTo(addresses);
            assertWorks();
            compose.cli("restart -t 0 vpn");
            docker.cli("update --restart always vpn");
            process("vpn").destroyForcibly();
            Eventually.within(
                    PATIENCE,
                    () ->
                            assertThat(docker.inspect("vpn", "{{.RestartCount}} {{.State.Status}}"))
                                    .isEqualTo("1 running"));
            assertThat(namespace("vpn")).isEqualTo(namespace);
            assertThat(docker.inspect("vpn", ADDRESSES)).isEqualTo(addresses);
            docker.cli("restart -t 0 app");
            assertThat(namespace("app")).isEqualTo(namespace);
            assertWorks();
        } finally {
            compose.cli("down -t 0");
        }
    }

    @Test
    void outlivesTheDaemonInEveryState() throws Throwable {
        sidecar();
        var namespace = namespace("app");
        docker.cli("stop -t 0 vpn");
        var daemon = new Daemon(host);
        daemon.kill();
        daemon.start();
        assertWorks();
        docker.cli("start vpn");
        assertThat(namespace("vpn")).isEqualTo(namespace);

        daemon = new Daemon(host);
        var vpn = process("vpn");
        daemon.kill();
        vpn.destroyForcibly();
        vpn.onExit().join();
        daemon.start();
        assertThat(docker.inspect("vpn", "{{.State.Status}}")).isEqualTo("exited");
        assertWorks();
        docker.cli("start vpn");
        assertThat(namespace("vpn")).isEqualTo(namespace);
        docker.cli("stop -t 0 vpn");

        daemon = new Daemon(host);
        var app = process("app");
        daemon.kill();
        app.destroyForcibly();
        app.onExit().join();
        daemon.start();
        assertThat(host.see("ls {}/exec/netns", host.folder()).lines()).hasSize(1); // the probe's
        docker.cli("start vpn");
        docker.cli("start app");
        assertWorks();
    }

    @Test
    void endsWithItsLastMember() throws Throwable {
        sidecar();
        docker.cli("run -d --name second --network container:app busybox sleep 1000");
        assertThat(namespace("second")).isEqualTo(namespace("app"));
        docker.cli("stop -t 0 vpn");
        docker.cli("stop -t 0 app");
        assertThat(docker.cli("exec second ip addr")).contains("eth0");
        docker.cli("start app");
        docker.cli("stop -t 0 app second");

        assertThat(host.see("ls {}/exec/netns", host.folder()).lines()).hasSize(1);
        docker.web("other", "-p 8080:80"); // the port is free
        assertThat(docker.refusal("start app"))
                .contains("cannot join network namespace of a non running container");
    }

    @Test
    void losesItsNetworkWithTheOwnerAndTheReplySaysSo() throws Throwable {
        sidecar();
        var socket = docker.endpoint().substring("unix://".length());
        var url = "http://naru/containers/vpn?force=1";
        var reply =
                host.shell().run("curl -sS -i -X DELETE --unix-socket {} {}", socket, url).text();
        assertThat(reply)
                .contains("204")
                .containsIgnoringCase("warning: 299")
                .contains("app still run in it, without a network");

        assertThat(docker.inspect("app", "{{.State.Status}}")).isEqualTo("running");
        assertThat(docker.cli("exec app ip addr")).contains("lo").doesNotContain("eth0");
        docker.web("other", "-p 8080:80");
        assertThat(docker.refusal("restart -t 0 app")).contains("No such container");
    }

    private void sidecar() {
        docker.cli("network create net");
        docker.waiting("vpn", "--network net --hostname vpn -p 8080:80");
        docker.cli("run -d --name app --network container:vpn web:latest");
        docker.waiting("probe", "--network net");
    }

    /** The member serves at the owner's published port and name, and has names itself. */
    private void assertWorks() throws Throwable {
        var url = "http://" + host.lanAddress() + ":8080/";
        Eventually.within(
                PATIENCE, () -> assertThat(neighbour.get(url)).as("from the LAN").isEqualTo("vpn"));
        assertThat(docker.cli("exec probe timeout 5 wget -qO- http://vpn/")).isEqualTo("vpn");
        assertThat(docker.cli("exec app ping -c 1 -W 5 probe")).contains("1 packets received");
    }

    private String namespace(String container) {
        return docker.cli("exec {} readlink /proc/self/ns/net", container);
    }

    private ProcessHandle process(String container) {
        return ProcessHandle.of(Long.parseLong(docker.pid(container))).orElseThrow();
    }
}
