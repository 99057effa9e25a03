package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.acceptance.lab.Images;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.output.ToStringConsumer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Tests as users of Testcontainers write them. {@link TestcontainersTest} runs them. */
@Testcontainers
class TestcontainersFlows {
    /** The quick start of its documentation: a container beside each test, and a mapped port. */
    @Container
    private final GenericContainer<?> web =
            new GenericContainer<>(DockerImageName.parse(Images.WEB)).withExposedPorts(80);

    @Test
    void givesTheAddressOfAnExposedPort() throws Exception {
        assertThat(web.isRunning()).isTrue();
        assertThat(get(web)).isEqualTo(web.getContainerId().substring(0, 12));
    }

    @Test
    void waitsForHttpLogsAndHealth() throws Exception {
        try (var http = new GenericContainer<>(Images.WEB)) {
            http.withExposedPorts(80)
                    .withCreateContainerCmdModifier(command -> command.withHostName("site"))
                    .waitingFor(Wait.forHttp("/").forStatusCode(200))
                    .start();
            assertThat(get(http)).isEqualTo("site");
        }
        try (var talker = new GenericContainer<>(Images.BUSYBOX)) {
            talker.withCommand("sh", "-c", "sleep 0.2; echo ready to serve; exec sleep 1000")
                    .waitingFor(Wait.forLogMessage(".*ready to serve.*\\n", 1))
                    .start();
            assertThat(talker.getLogs()).isEqualTo("ready to serve\n");
        }
        try (var patient = new GenericContainer<>(Images.BUSYBOX)) {
            patient.withCommand("sleep", "1000")
                    .withCreateContainerCmdModifier(command ->
                            command.withHealthcheck(
                                    new com.github.dockerjava.api.model.HealthCheck()
                                            .withTest(java.util.List.of("CMD", "true"))
                                            .withInterval(Duration.ofSeconds(1).toNanos())))
                    .waitingFor(Wait.forHealthcheck())
                    .start();
            assertThat(patient.isHealthy()).isTrue();
        }
    }

    @Test
    void joinsContainersByANetworkAndExecutes() throws Exception {
        try (var network = Network.newNetwork();
                var shop = new GenericContainer<>(Images.WEB);
                var asker = new GenericContainer<>(Images.BUSYBOX)) {
            shop.withNetwork(network).withNetworkAliases("shop").withExposedPorts(80).start();
            asker.withNetwork(network)
                    .dependsOn(shop)
                    .withEnv(Map.of("WHERE", "http://shop/"))
                    .withCommand("sleep", "1000")
                    .start();

            var asked =
                    asker.execInContainer("sh", "-c", "wget -qO- $WHERE; echo done >&2; exit 4");
            assertThat(asked.getStdout().strip()).isEqualTo(shop.getContainerId().substring(0, 12));
            assertThat(asked.getStderr()).isEqualTo("done\n");
            assertThat(asked.getExitCode()).isEqualTo(4);
        }
    }

    @Test
    void copiesFilesInAndOut(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("bound"), "bound");
        try (var box = new GenericContainer<>(Images.BUSYBOX)) {
            box.withCommand("sleep", "1000")
                    .withCopyToContainer(Transferable.of("before the start"), "/tmp/early")
                    .withFileSystemBind(folder.toString(), "/bound", BindMode.READ_ONLY)
                    .withTmpFs(Map.of("/scratch", "rw"))
                    .start();
            box.copyFileToContainer(Transferable.of("later"), "/tmp/late");

            assertThat(box.execInContainer("cat", "/tmp/early", "/tmp/late", "/bound/bound"))
                    .returns("before the startlaterbound", result -> result.getStdout());
            box.copyFileFromContainer("/tmp/early", folder.resolve("copy").toString());
            assertThat(folder.resolve("copy")).hasContent("before the start");
        }
    }

    @Test
    void followsOutput() throws Exception {
        var output = new ToStringConsumer();
        try (var talker = new GenericContainer<>(Images.BUSYBOX)) {
            talker.withCommand("sh", "-c", "echo one; echo two >&2; echo three")
                    .withLogConsumer(output)
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy())
                    .start();
            assertThat(talker.getLogs(OutputFrame.OutputType.STDERR)).isEqualTo("two\n");
        }
        assertThat(output.toUtf8String()).contains("one\n", "two\n", "three\n");
    }

    @Test
    void saysWhyAContainerDoesNotStart() {
        try (var broken = new GenericContainer<>(Images.BUSYBOX)) {
            broken.withCommand("nosuch");
            assertThatThrownBy(broken::start)
                    .isInstanceOf(ContainerLaunchException.class)
                    .hasStackTraceContaining("executable file not found in $PATH");
        }
    }

    @Test
    void removesWhatItStopped() {
        var box = new GenericContainer<>(Images.BUSYBOX).withCommand("sleep", "1000");
        box.start();
        var id = box.getContainerId();
        box.stop();

        assertThat(
                        DockerClientFactory.instance()
                                .client()
                                .listContainersCmd()
                                .withShowAll(true)
                                .exec())
                .noneMatch(container -> container.getId().equals(id));
    }

    private static String get(GenericContainer<?> container) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var uri = "http://" + container.getHost() + ":" + container.getFirstMappedPort() + "/";
            return client.send(
                            HttpRequest.newBuilder(URI.create(uri)).build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .body()
                    .strip();
        }
    }
}
