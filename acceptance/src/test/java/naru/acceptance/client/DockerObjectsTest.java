package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** The docker command on images, volumes, events, contexts and the engine itself. */
@InLab
class DockerObjectsTest {
    private final Docker docker;

    @TempDir private Path folder;

    DockerObjectsTest(Lab lab) {
        docker = lab.host().docker();
    }

    @Test
    void imagesAreTaggedSavedLoadedExportedAndRemoved() {
        var archive = folder.resolve("copy.tar").toString();
        docker.cli("tag busybox copies/box:1");
        docker.cli("save -o {} copies/box:1", archive);
        assertThat(docker.cli("rmi copies/box:1")).isEqualTo("Untagged: copies/box:1");
        assertThat(docker.cli("load -i {}", archive)).isEqualTo("Loaded image: copies/box:1");
        assertThat(docker.inspect("copies/box:1", "{{.Id}}"))
                .isEqualTo(docker.inspect("busybox", "{{.Id}}"));
        assertThat(docker.cli("images --format {{.Repository}}:{{.Tag}} 'copies/*'"))
                .isEqualTo("copies/box:1");
        assertThat(docker.cli("history -q copies/box:1")).isNotEmpty();
        docker.waiting("box");
        docker.cli("export -o {} box", folder.resolve("root.tar"));
        docker.cli("import {} copies/box:2", folder.resolve("root.tar"));
        assertThat(docker.cli("run --rm copies/box:2 cat /etc/group")).contains("nogroup");
        assertThat(docker.refusal("rmi nosuch:1")).contains("No such image: nosuch:1");
        docker.cli("rmi copies/box:1 copies/box:2");
    }

    @Test
    void volumesAreMadeListedUsedAndPruned() {
        docker.cli("volume create --label a=b data");
        docker.cli("run --rm -v data:/data busybox touch /data/x");
        assertThat(docker.cli("run --rm --volume data:/d:ro busybox ls /d")).isEqualTo("x");
        assertThat(docker.cli("run --rm --mount src=data,dst=/d busybox ls /d")).isEqualTo("x");
        assertThat(docker.cli("volume ls -q --filter label=a=b")).isEqualTo("data");
        assertThat(docker.inspect("data", "{{.Driver}} {{.Scope}} {{.Labels.a}}"))
                .isEqualTo("local local b");
        docker.cli("create --name user -v data:/d busybox");
        assertThat(docker.refusal("volume rm data")).contains("volume is in use");
        docker.cli("rm user");
        assertThat(docker.cli("volume prune -af --filter label=a=b")).contains("data");
        assertThat(docker.refusal("volume inspect data")).contains("no such volume");
    }

    @Test
    void eventsAreStreamedAndReplayed() {
        var begin = docker.cli("info --format {{.SystemTime}}");
        docker.cli("run --rm --name short busybox true");
        docker.cli("run --rm --name other busybox true");
        var end = docker.cli("info --format {{.SystemTime}}");

        var filters = "--filter container=short --filter type=container";
        var format = "{{.Action}} {{.Actor.Attributes.name}}";
        assertThat(
                        docker.run(
                                        "events --since {} --until {} " + filters + " --format {}",
                                        begin,
                                        end,
                                        format)
                                .lines())
                .containsExactly(
                        "create short",
                        "attach short",
                        "start short",
                        "die short",
                        "destroy short");
    }

    @Test
    void contextsSelectTheEngine() {
        var shell = new Shell().with("DOCKER_CONFIG", folder.toString());
        shell.run("docker context create naru --docker host={}", docker.endpoint()).text();
        assertThat(shell.run("docker --context naru ps -q").text()).isEmpty();
        shell.run("docker context use naru").text();
        assertThat(shell.run("docker version --format {{.Server.Platform.Name}}").text())
                .startsWith("Naru");
        assertThat(shell.run("docker context show").text()).isEqualTo("naru");
    }

    @Test
    void infoDescribesTheEngine() {
        assertThat(docker.cli("version --format {{.Server.APIVersion}}")).isEqualTo("1.51");
        assertThat(
                        docker.cli(
                                "info --format {}",
                                "{{.OSType}} {{.Driver}} {{.Swarm.LocalNodeState}}"))
                .isEqualTo("linux overlay2 inactive");
        assertThat(docker.cli("system df")).contains("Images", "Containers", "Local Volumes");
        assertThat(docker.cli("system df -v")).contains("busybox");
    }
}
