package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Pulling an image from a registry, Debian's, on the loopback interface of the lab host. */
@InLab
class RegistryTest {
    private static final String CONFIG =
            """
            version: 0.1
            log: {level: warn}
            storage: {filesystem: {rootdirectory: %s}}
            http: {addr: "127.0.0.1:5000"}
            """;

    private final LabHost host;
    private final Docker docker;

    @TempDir private Path folder;
    private Process registry;

    RegistryTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @BeforeEach
    void start() throws Throwable {
        var config =
                Files.writeString(
                        folder.resolve("config.yml"), CONFIG.formatted(folder.resolve("data")));
        registry = host.shell().start("docker-registry serve {}", config);
        Eventually.within(Duration.ofSeconds(10), () -> host.get("http://127.0.0.1:5000/v2/"));
        var tar = Files.write(folder.resolve("rootfs.tar"), Images.rootFileSystem());
        host.see(
                "skopeo copy -q --insecure-policy --dest-tls-verify=false tarball:{}"
                        + " docker://127.0.0.1:5000/tools:1",
                tar);
    }

    @AfterEach
    void stop() {
        docker.run("rmi 127.0.0.1:5000/tools:1");
        registry.descendants().forEach(ProcessHandle::destroy);
        registry.destroy();
    }

    @Test
    void givesAnImageThatRuns() {
        assertThat(docker.cli("pull 127.0.0.1:5000/tools:1"))
                .containsPattern("Digest: sha256:[0-9a-f]{64}")
                .contains("Status: Downloaded newer image for 127.0.0.1:5000/tools:1");

        assertThat(docker.cli("run --rm 127.0.0.1:5000/tools:1 echo 'it runs'"))
                .isEqualTo("it runs");
        assertThat(docker.cli("pull 127.0.0.1:5000/tools:1")).contains("Image is up to date");
    }

    @Test
    void takesWhatIsPushed() {
        docker.cli("pull 127.0.0.1:5000/tools:1");
        docker.cli("tag 127.0.0.1:5000/tools:1 127.0.0.1:5000/team/box:v1");
        docker.cli("tag 127.0.0.1:5000/tools:1 127.0.0.1:5000/team/box:v2");
        var id = docker.inspect("127.0.0.1:5000/tools:1", "{{.Id}}");

        assertThat(docker.cli("push 127.0.0.1:5000/team/box:v1"))
                .contains("The push refers to repository [127.0.0.1:5000/team/box]")
                .contains("Mounted from tools")
                .containsPattern("v1: digest: sha256:[0-9a-f]{64} size: [0-9]+");
        assertThat(docker.cli("push -a 127.0.0.1:5000/team/box"))
                .contains("Layer already exists")
                .contains("v2: digest: sha256:");
        docker.cli("rmi -f {}", id);
        assertThat(docker.cli("pull -a 127.0.0.1:5000/team/box"))
                .contains("Pull complete")
                .contains("v1: Pulling from team/box")
                .contains("v2: Pulling from team/box");

        assertThat(docker.inspect("127.0.0.1:5000/team/box:v2", "{{.Id}}")).isEqualTo(id);
        assertThat(docker.cli("rmi 127.0.0.1:5000/team/box:v1 127.0.0.1:5000/team/box:v2"))
                .contains("Untagged: 127.0.0.1:5000/team/box@sha256:")
                .contains("Deleted: " + id);
    }

    @Test
    void doesNotHaveEveryImage() {
        assertThat(docker.refusal("pull 127.0.0.1:5000/nosuch:1"))
                .contains("127.0.0.1:5000/nosuch");
    }
}
