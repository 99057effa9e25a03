package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Network.Ipam;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;

import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** docker-java with its transport without dependencies, over the Unix socket. */
@InLab
class DockerJavaTest {
    private final DockerClient docker;

    DockerJavaTest(Lab lab) {
        var config =
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost(lab.host().docker().endpoint())
                        .withDockerConfig("/nonexistent")
                        .build();
        var http =
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .sslConfig(config.getSSLConfig())
                        .maxConnections(100)
                        .connectionTimeout(Duration.ofSeconds(30))
                        .responseTimeout(Duration.ofSeconds(45))
                        .build();
        docker = DockerClientImpl.getInstance(config, http);
    }

    @AfterEach
    void close() throws IOException {
        docker.close();
    }

    @Test
    void pingsAsItsGuideSays() {
        docker.pingCmd().exec();
        assertThat(docker.versionCmd().exec().getApiVersion()).isEqualTo("1.51");
        assertThat(docker.infoCmd().exec().getOsType()).isEqualTo("linux");
    }

    @Test
    void createsInspectsListsAndRemovesAContainer() throws Exception {
        var web = ExposedPort.tcp(80);
        var id =
                waiting("box")
                        .withEnv("A=1")
                        .withLabels(Map.of("tier", "front"))
                        .withExposedPorts(web)
                        .withHostConfig(
                                HostConfig.newHostConfig()
                                        .withMemory(64L << 20)
                                        .withPortBindings(PortBinding.parse("8086:80"))
                                        .withBinds(
                                                new Bind(
                                                        "data",
                                                        new Volume("/data"),
                                                        AccessMode.rw)))
                        .exec()
                        .getId();
        docker.startContainerCmd(id).exec();

        var seen = docker.inspectContainerCmd(id).exec();
        assertThat(seen.getState().getRunning()).isTrue();
        assertThat(seen.getHostConfig().getMemory()).isEqualTo(64L << 20);
        assertThat(seen.getNetworkSettings().getPorts().getBindings().get(web)[0].getHostPortSpec())
                .isEqualTo("8086");
        assertThat(seen.getMounts().getFirst().getName()).isEqualTo("data");
        var listed =
                docker.listContainersCmd()
                        .withLabelFilter(Map.of("tier", "front"))
                        .withStatusFilter(List.of("running"))
                        .exec();
        assertThat(listed).hasSize(1);
        assertThat(listed.getFirst().getNames()).containsExactly("/box");
        assertThat(docker.topContainerCmd(id).exec().getProcesses()[0]).contains("sleep 1000");

        docker.pauseContainerCmd(id).exec();
        docker.unpauseContainerCmd(id).exec();
        docker.renameContainerCmd(id).withName("chest").exec();
        assertThatThrownBy(() -> docker.removeContainerCmd(id).exec())
                .isInstanceOf(ConflictException.class);
        docker.killContainerCmd(id).exec();
        assertThat(exit(id)).isEqualTo(137);
        docker.removeContainerCmd("chest").withRemoveVolumes(true).exec();
        assertThatThrownBy(() -> docker.inspectContainerCmd(id).exec())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("No such container");
        docker.removeVolumeCmd("data").exec();
    }

    @Test
    void readsLogsAttachesAndExecutes() throws Exception {
        var id =
                docker.createContainerCmd(Images.BUSYBOX)
                        .withCmd("sh", "-c", "echo out; echo err >&2; read line; echo got $line")
                        .withStdinOpen(true)
                        .exec()
                        .getId();
        docker.startContainerCmd(id).exec();
        var log = new Frames();
        docker.logContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(log);
        var attached = new Frames();
        docker.attachContainerCmd(id)
                .withStdOut(true)
                .withFollowStream(true)
                .withStdIn(new ByteArrayInputStream("it\n".getBytes(StandardCharsets.UTF_8)))
                .exec(attached);

        assertThat(log.awaitCompletion(2, TimeUnit.MINUTES)).isTrue();
        assertThat(log.text(StreamType.STDOUT)).isEqualTo("out\ngot it\n");
        assertThat(log.text(StreamType.STDERR)).isEqualTo("err\n");
        assertThat(attached.awaitCompletion(2, TimeUnit.MINUTES)).isTrue();
        assertThat(attached.text(StreamType.STDOUT)).endsWith("got it\n");
        assertThat(exit(id)).isZero();
    }

    @Test
    void executesInAContainer() throws Exception {
        var id = start(waiting("box"));
        var exec =
                docker.execCreateCmd(id)
                        .withCmd("sh", "-c", "head -n 1; echo $B >&2; exit 3")
                        .withEnv(List.of("B=2"))
                        .withAttachStdin(true)
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .exec()
                        .getId();
        var frames = new Frames();
        docker.execStartCmd(exec)
                .withStdIn(new ByteArrayInputStream("through\n".getBytes(StandardCharsets.UTF_8)))
                .exec(frames);

        // docker-java leaves its side of the connection open, so the command itself must end.
        assertThat(frames.awaitCompletion(2, TimeUnit.MINUTES)).isTrue();
        assertThat(frames.text(StreamType.STDOUT)).isEqualTo("through\n");
        assertThat(frames.text(StreamType.STDERR)).isEqualTo("2\n");
        assertThat(docker.inspectExecCmd(exec).exec().getExitCodeLong()).isEqualTo(3);
    }

    @Test
    void connectsNetworksAndHearsOfIt() throws Exception {
        var heard = new CopyOnWriteArrayList<String>();
        var events =
                docker.eventsCmd()
                        .withEventTypeFilter("network")
                        .exec(
                                new ResultCallback.Adapter<Event>() {
                                    @Override
                                    public void onNext(Event event) {
                                        heard.add(event.getAction());
                                    }
                                });
        events.awaitStarted();
        var subnet = new Ipam().withConfig(new Ipam.Config().withSubnet("172.31.9.0/24"));
        var network = docker.createNetworkCmd().withName("front").withIpam(subnet).exec().getId();
        var id = start(waiting("box"));
        docker.connectToNetworkCmd().withContainerId(id).withNetworkId(network).exec();
        var inspected = docker.inspectNetworkCmd().withNetworkId("front").exec();
        assertThat(inspected.getContainers().get(id).getIpv4Address()).isEqualTo("172.31.9.2/24");
        docker.disconnectFromNetworkCmd().withContainerId(id).withNetworkId(network).exec();
        docker.removeNetworkCmd(network).exec();
        assertThat(docker.listNetworksCmd().withNameFilter("front").exec()).isEmpty();

        assertThatSoon(() ->
                assertThat(heard)
                        .containsExactly("create", "connect", "connect", "disconnect", "destroy"));
        events.close();
    }

    @Test
    void copiesMeasuresAndUpdates() throws Exception {
        var id = start(waiting("box"));
        docker.copyArchiveToContainerCmd(id)
                .withHostResource(TestFiles.path("compose/shop.yaml"))
                .withRemotePath("/tmp")
                .exec();
        try (var tar = docker.copyArchiveFromContainerCmd(id, "/tmp/shop.yaml").exec()) {
            assertThat(new String(tar.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("network_mode");
        }
        assertThat(docker.containerDiffCmd(id).exec())
                .anyMatch(change -> change.getPath().equals("/tmp/shop.yaml"));

        var measured = new CopyOnWriteArrayList<Statistics>();
        docker.statsCmd(id)
                .withNoStream(true)
                .exec(
                        new ResultCallback.Adapter<Statistics>() {
                            @Override
                            public void onNext(Statistics statistics) {
                                measured.add(statistics);
                            }
                        })
                .awaitCompletion(2, TimeUnit.MINUTES);
        assertThat(measured.getFirst().getMemoryStats().getUsage()).isPositive();
        assertThat(measured.getFirst().getNetworks()).containsKey("eth0");

        docker.updateContainerCmd(id).withMemory(32L << 20).withMemorySwap(64L << 20).exec();
        assertThat(docker.inspectContainerCmd(id).exec().getHostConfig().getMemory())
                .isEqualTo(32L << 20);
    }

    @Test
    void tagsSavesAndLoadsImages() throws Exception {
        docker.tagImageCmd(Images.BUSYBOX, "copies/busybox", "2").exec();
        byte[] saved;
        try (var tar = docker.saveImageCmd("copies/busybox:2").exec()) {
            saved = tar.readAllBytes();
        }
        docker.removeImageCmd("copies/busybox:2").exec();
        assertThatThrownBy(() -> docker.inspectImageCmd("copies/busybox:2").exec())
                .isInstanceOf(NotFoundException.class);
        docker.loadImageCmd(new ByteArrayInputStream(saved)).exec();
        assertThat(docker.inspectImageCmd("copies/busybox:2").exec().getId())
                .isEqualTo(docker.inspectImageCmd(Images.BUSYBOX).exec().getId());
        docker.removeImageCmd("copies/busybox:2").exec();
    }

    private CreateContainerCmd waiting(String name) {
        return docker.createContainerCmd(Images.BUSYBOX)
                .withName(name)
                .withCmd("sleep", "1000")
                .withStopSignal("SIGKILL");
    }

    private String start(CreateContainerCmd command) {
        var id = command.exec().getId();
        docker.startContainerCmd(id).exec();
        return id;
    }

    private int exit(String id) {
        return docker.waitContainerCmd(id)
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode(2, TimeUnit.MINUTES);
    }

    private static void assertThatSoon(org.assertj.core.api.ThrowableAssert.ThrowingCallable claim)
            throws Exception {
        try {
            Eventually.within(Duration.ofSeconds(5), claim);
        } catch (Throwable failure) {
            throw new AssertionError(failure.getMessage(), failure);
        }
    }

    /** Output by stream. */
    private static final class Frames extends ResultCallback.Adapter<Frame> implements Closeable {
        private final List<Frame> frames = new CopyOnWriteArrayList<>();

        @Override
        public void onNext(Frame frame) {
            frames.add(frame);
        }

        String text(StreamType stream) {
            var text = new StringBuilder();
            frames.stream()
                    .filter(frame -> frame.getStreamType() == stream)
                    .forEach(frame ->
                            text.append(new String(frame.getPayload(), StandardCharsets.UTF_8)));
            return text.toString();
        }
    }
}
