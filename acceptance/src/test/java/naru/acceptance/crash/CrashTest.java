package naru.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** The daemon dies or is replaced, and what it had acknowledged goes on. */
@InLab
class CrashTest {
    private static final int STARTS = 20;
    private static final int AT_ONCE = 6;
    private static final String END_ON_TERM = "trap 'exit 7' TERM; echo ready; sleep 1000 & wait";

    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;

    CrashTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
    }

    /** A {@code docker run} that may have been cut off. */
    private record Start(String name, int port, boolean acknowledged) {}

    @Test
    void killedDuring20StartsKeepsAcknowledgedOnes() throws Throwable {
        docker.cli("network create my_bridge");
        var daemon = new Daemon(host);

        var starts = startsCutOffAfter(5, daemon);
        daemon.start();

        var acknowledged = starts.stream().filter(Start::acknowledged).toList();
        System.out.println(acknowledged.size() + " of " + STARTS + " were acknowledged");
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(5).hasSizeLessThan(STARTS);
        for (var start : acknowledged) {
            works(start);
        }
        assertThatTheKernelHasNoMoreThanWhatRuns();
    }

    @Test
    void killedDaemonLeavesConnectionsAndPortsAlone() throws Throwable {
        docker.cli("network create my_bridge");
        docker.web("web", "--network my_bridge -p 8080:80");
        docker.waiting("asker", "--network my_bridge");
        var url = "http://" + host.lanAddress() + ":8080/";
        Eventually.within(
                Duration.ofSeconds(3), () -> assertThat(neighbour.get(url)).isEqualTo("web"));
        var daemon = new Daemon(host);

        daemon.kill();
        assertThat(neighbour.get(url)).as("while no daemon runs").isEqualTo("web");
        daemon.start();

        assertThat(neighbour.get(url)).as("after the restart").isEqualTo("web");
        assertThat(docker.cli("exec asker nslookup web")).contains(docker.address("web"));
        docker.remove("web");
        assertThat(neighbour.shell().run("curl -sS --max-time 1 {}", url).exit()).isNotZero();
    }

    @Test
    void restartedDaemonKeepsContainersNamesAndPorts() throws Throwable {
        docker.cli("network create --subnet 172.30.0.0/16 my_bridge");
        var id = docker.web("web", "--network my_bridge -p 8080:80 --network-alias shop");
        docker.waiting("asker", "--network my_bridge");
        docker.waiting("plain");
        var before = facts();
        var daemon = new Daemon(host);

        daemon.terminate();
        daemon.start();

        assertThat(facts()).isEqualTo(before);
        assertThat(docker.cli("ps -q --no-trunc --filter name=web")).isEqualTo(id);
        assertThat(docker.cli("exec asker wget -qO- http://shop/")).isEqualTo("web");
        assertThat(neighbour.get("http://" + host.lanAddress() + ":8080/")).isEqualTo("web");
        assertThat(docker.cli("exec plain ping -c 1 {}", host.lanAddress()))
                .contains("1 packets received");
        docker.cli("kill web");
        assertThat(docker.cli("wait web")).isEqualTo("137");
    }

    @Test
    void noticesExitsWithoutADaemon() throws Throwable {
        docker.cli("run -d --name short busybox sh -c {}", END_ON_TERM);
        Eventually.within(
                Duration.ofSeconds(5),
                () -> assertThat(docker.cli("logs short")).isEqualTo("ready"));
        var process = ProcessHandle.of(Long.parseLong(docker.pid("short")));
        var daemon = new Daemon(host);

        daemon.kill();
        process.orElseThrow().destroy();
        Deadline.get(Duration.ofSeconds(10), process.get().onExit());
        daemon.start();

        assertThat(docker.inspect("short", "{{.State.Status}} {{.State.ExitCode}}"))
                .isEqualTo("exited 7");
        Eventually.within(Duration.ofSeconds(2), () -> assertThat(host.ports("docker0")).isEmpty());
    }

    /**
     * Starts 20 containers, some side by side, and kills the daemon when {@code enough} of them are
     * acknowledged; then some are under way, however quick it is.
     */
    private List<Start> startsCutOffAfter(int enough, Daemon daemon) throws Exception {
        try (var clients = Executors.newFixedThreadPool(AT_ONCE)) {
            var running = new ExecutorCompletionService<Start>(clients);
            var together = new CountDownLatch(1);
            for (int i = 0; i < STARTS; i++) {
                var name = "c" + i;
                int port = 9100 + i;
                running.submit(() -> {
                    together.await();
                    var result =
                            docker.run(
                                    "run -d --name {} --hostname {} --network my_bridge -p {}:80"
                                            + " web:latest",
                                    name,
                                    name,
                                    port);
                    return new Start(name, port, result.exit() == 0);
                });
            }
            together.countDown();
            var starts = new java.util.ArrayList<Start>();
            for (int i = 0; i < STARTS; i++) {
                starts.add(running.take().get());
                if (starts.size() == enough) {
                    daemon.kill();
                }
            }
            return starts;
        }
    }

    private void works(Start start) throws Throwable {
        assertThat(docker.inspect(start.name(), "{{.State.Running}}"))
                .as(start.name())
                .isEqualTo("true");
        assertThat(host.see("ping -c 1 -W 2 {}", docker.address(start.name())))
                .contains("1 received");
        Eventually.within(
                Duration.ofSeconds(2),
                () ->
                        assertThat(
                                        neighbour.get(
                                                "http://"
                                                        + host.lanAddress()
                                                        + ":"
                                                        + start.port()
                                                        + "/"))
                                .isEqualTo(start.name()));
    }

    private void assertThatTheKernelHasNoMoreThanWhatRuns() throws Throwable {
        var running = docker.run("ps -q").lines();
        System.out.println(running.size() + " containers run");
        Eventually.within(
                Duration.ofSeconds(2),
                () -> assertThat(host.ports(host.bridge("my_bridge"))).hasSameSizeAs(running));
        var tcpPorts =
                IntStream.range(9100, 9100 + STARTS)
                        .filter(port ->
                                neighbour
                                                .shell()
                                                .run(
                                                        "curl -s --max-time 1 http://{}:{}/",
                                                        host.lanAddress(),
                                                        port)
                                                .exit()
                                        == 0)
                        .count();
        assertThat(tcpPorts).as("ports that answer").isEqualTo(running.size());
    }

    /** What must be the same after a restart. */
    private List<String> facts() {
        return List.of(
                docker.cli("ps --no-trunc --format '{{.ID}} {{.Names}} {{.Ports}} {{.Networks}}'"),
                docker.cli("network ls --no-trunc --format '{{.ID}} {{.Name}}'"),
                docker.address("web"),
                docker.address("plain"),
                docker.inspect("web", "{{.State.Pid}} {{.NetworkSettings.SandboxKey}}"),
                String.join(" ", host.ports("docker0")),
                String.join(" ", host.ports(host.bridge("my_bridge"))));
    }
}
