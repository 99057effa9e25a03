package naru.acceptance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** The commands of docker's own client, on three hosts that become one cluster, step by step. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ClusterLab lab;

    @BeforeAll
    static void up() {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "etcd"))),
                "no etcd here");
        assumeTrue(!Eventually.isSlow(), "three daemons need a real machine");
        lab = new ClusterLab(3);
    }

    @AfterAll
    static void down() {
        if (lab != null) {
            lab.close();
        }
    }

    private static Docker docker(int host) {
        return lab.docker(host);
    }

    private static String id(int host) {
        return docker(host).cli("info --format {{.Swarm.NodeID}}");
    }

    private static String nodes(int manager) {
        return docker(manager)
                .cli("node ls --format '{{.ID}} {{.Status}} {{.Availability}} {{.ManagerStatus}}'");
    }

    private static String token(int manager, String role) {
        return docker(manager).cli("swarm join-token -q {}", role);
    }

    @Test
    @Order(1)
    void formsAClusterAndSaysHowToJoin() throws Throwable {
        assertThat(docker(1).refusal("node ls")).contains("This node is not a swarm manager");
        assertThat(docker(1).refusal("swarm init --autolock")).contains("--autolock");
        long start = System.nanoTime();
        var said = docker(1).cli("swarm init --advertise-addr {}", lab.address(1));
        System.out.println("swarm init " + (System.nanoTime() - start) / 1_000_000 + " ms");
        assertThat(said)
                .contains("Swarm initialized: current node (" + id(1) + ") is now a manager")
                .contains("docker swarm join --token SWMTKN-1-")
                .contains(lab.address(1) + ":2377");
        assertThat(docker(1).refusal("swarm init")).contains("already part of a swarm");
        assertThat(docker(1).cli("info --format '{{.Swarm.LocalNodeState}} {{.Swarm.Managers}}'"))
                .isEqualTo("active 1");
        Eventually.within(
                PATIENCE, () -> assertThat(nodes(1)).isEqualTo(id(1) + " Ready Active Leader"));
        assertThat(docker(1).cli("node inspect self --format '{{.Status.Addr}}'"))
                .isEqualTo(lab.address(1));
        assertThat(docker(1).cli("swarm ca")).startsWith("-----BEGIN CERTIFICATE-----");
    }

    @Test
    @Order(2)
    void acceptsWorkersByToken() throws Throwable {
        var old = token(1, "worker");
        assertThat(docker(1).cli("swarm join-token --rotate -q worker")).isNotEqualTo(old);
        assertThat(docker(2).refusal("swarm join --token {} {}:2377", old, lab.address(1)))
                .contains("A valid join token is necessary to join this cluster");
        assertThat(
                        docker(2)
                                .cli(
                                        "swarm join --token {} {}:2377",
                                        token(1, "worker"),
                                        lab.address(1)))
                .contains("This node joined a swarm as a worker.");
        assertThat(docker(2).refusal("node ls")).contains("Worker nodes can't be used to view");
        Eventually.within(PATIENCE, () -> assertThat(nodes(1)).contains(id(2) + " Ready Active"));
        docker(1).cli("node update --availability drain --label-add zone=a {}", id(2));
        assertThat(docker(1).cli("node ls -q --filter node.label=zone=a")).isEqualTo(id(2));
        assertThat(nodes(1)).contains(id(2) + " Ready Drain");
        docker(1).cli("node update --availability active {}", id(2));
    }

    @Test
    @Order(3)
    void promotesAndAcceptsManagers() throws Throwable {
        docker(1).cli("node promote {}", id(2));
        Eventually.within(
                PATIENCE,
                () ->
                        assertThat(docker(2).cli("info --format {{.Swarm.ControlAvailable}}"))
                                .isEqualTo("true"));
        assertThat(
                        docker(3)
                                .cli(
                                        "swarm join --token {} {}:2377",
                                        token(2, "manager"),
                                        lab.address(2)))
                .contains("This node joined a swarm as a manager.");
        Eventually.within(
                PATIENCE,
                () -> assertThat(nodes(3).lines()).hasSize(3).allMatch(n -> n.contains("Ready")));
        assertThat(docker(3).cli("info --format {{.Swarm.Managers}}")).isEqualTo("3");
    }

    @Test
    @Order(4)
    void keepsEtcdWhenADaemonDies() throws Throwable {
        var file = lab.folder(1).resolve("data/cluster/etcd.pid");
        var pid = Files.readString(file);
        lab.killDaemon(1);
        assertThat(ProcessHandle.of(Long.parseLong(pid.split(" ")[0]))).isPresent();
        lab.startDaemon(1);
        Eventually.within(
                PATIENCE, () -> assertThat(nodes(1).lines()).allMatch(n -> n.contains("Ready")));
        assertThat(Files.readString(file)).isEqualTo(pid);
    }

    @Test
    @Order(5)
    void goesOnWithoutOneManager() throws Throwable {
        var first = id(1);
        lab.killHost(1);
        Eventually.within(
                PATIENCE, () -> assertThat(nodes(2)).contains(first + " Down").contains("Leader"));
        docker(2).cli("node update --label-add zone=b {}", id(3));
        assertThat(docker(3).cli("node ls -q --filter node.label=zone=b")).isEqualTo(id(3));
        lab.startDaemon(1);
        Eventually.within(
                PATIENCE,
                () -> assertThat(nodes(1).lines()).hasSize(3).allMatch(n -> n.contains("Ready")));
    }

    @Test
    @Order(6)
    void demotesRemovesAndLeaves() throws Throwable {
        var third = id(3);
        docker(1).cli("node demote {}", third);
        Eventually.within(
                PATIENCE,
                () ->
                        assertThat(docker(3).cli("info --format {{.Swarm.ControlAvailable}}"))
                                .isEqualTo("false"));
        assertThat(docker(1).refusal("node rm {}", third)).contains("is not down");
        docker(3).cli("swarm leave");
        Eventually.within(PATIENCE, () -> docker(1).cli("node rm {}", third));
        assertThat(docker(2).refusal("swarm leave")).contains("participating as a manager");
        docker(2).cli("swarm leave --force");
        Eventually.within(
                PATIENCE, () -> assertThat(nodes(1)).contains(id(1) + " Ready Active Leader"));
        docker(1).cli("swarm leave --force");
        assertThat(lab.folder(1).resolve("data/cluster")).doesNotExist();
        assertThat(docker(1).cli("info --format {{.Swarm.LocalNodeState}}")).isEqualTo("inactive");
    }
}
