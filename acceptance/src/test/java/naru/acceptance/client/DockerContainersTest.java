package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What people do to containers with the docker command. */
@InLab
class DockerContainersTest {
    private final Docker docker;

    @TempDir private Path folder;

    DockerContainersTest(Lab lab) {
        docker = lab.host().docker();
    }

    @Test
    void exitCodesAreDockers() {
        assertThat(docker.run("run --rm busybox sh -c 'exit 42'").exit()).isEqualTo(42);
        assertThat(docker.run("run --rm busybox nosuch").exit()).isEqualTo(127);
        assertThat(docker.run("run --rm busybox /etc/passwd").exit()).isEqualTo(126);
        assertThat(docker.run("run --rm 127.0.0.1:9/nosuch:1").exit()).isEqualTo(125);
        docker.waiting("box");
        var missing = docker.run("exec box nosuch");
        assertThat(missing.exit()).isEqualTo(127);
        assertThat(missing.output())
                .startsWith("OCI runtime exec failed: exec failed: unable to start container")
                .contains("exec: \"nosuch\": executable file not found in $PATH: unknown");
        docker.cli("kill box");
        assertThat(docker.cli("wait box")).isEqualTo("137");
        assertThat(docker.refusal("exec box true")).contains("is not running");
    }

    @Test
    void runObeysItsOptions() throws Exception {
        var variables = Files.writeString(folder.resolve("env"), "FROM_FILE=yes\n# a comment\n");
        var id = folder.resolve("cid");
        var said =
                docker.cli(
                        "run --cidfile {} --env-file {} -e B='two words' -u 65534:65534 -w /var"
                            + " --entrypoint sh --read-only --tmpfs /scratch:size=1m --add-host"
                            + " gate=10.9.8.7 --hostname site --memory 64m --ulimit nofile=500:600"
                            + " --cap-drop ALL --security-opt no-new-privileges --label a=b busybox"
                            + " -c {}",
                        id,
                        variables,
                        "echo $FROM_FILE $B; id -u; id -g; pwd; hostname; ulimit -n;"
                                + " touch /x 2>&1; touch /scratch/x && echo wrote; grep gate"
                                + " /etc/hosts; grep -E 'CapEff|NoNewPrivs' /proc/self/status");
        assertThat(said.lines().map(line -> line.replaceAll("\\s+", " ")))
                .containsExactly(
                        "yes two words",
                        "65534",
                        "65534",
                        "/var",
                        "site",
                        "500",
                        "touch: /x: Read-only file system",
                        "wrote",
                        "10.9.8.7 gate",
                        "CapEff: 0000000000000000",
                        "NoNewPrivs: 1");
        assertThat(
                        docker.inspect(
                                Files.readString(id), "{{.HostConfig.Memory}} {{.State.ExitCode}}"))
                .isEqualTo("67108864 0");
    }

    @Test
    void filesGoInAndOut() throws Exception {
        docker.waiting("box");
        Files.createDirectories(folder.resolve("tree/below"));
        Files.writeString(folder.resolve("tree/below/leaf"), "green");

        docker.cli("cp {} box:/tmp", folder.resolve("tree"));
        assertThat(docker.cli("exec box cat /tmp/tree/below/leaf")).isEqualTo("green");
        docker.cli("cp box:/tmp/tree/. {}", folder.resolve("back"));
        assertThat(folder.resolve("back/below/leaf")).hasContent("green");
        docker.cli("cp box:/tmp/tree/below/leaf {}", folder.resolve("fallen"));
        assertThat(folder.resolve("fallen")).hasContent("green");
        assertThat(docker.run("cp box:/tmp/tree -").text()).contains("tree/below/leaf");
        assertThat(docker.refusal("cp box:/nosuch {}", folder))
                .contains("Could not find the file /nosuch in container box");
        assertThat(docker.refusal("cp {} box:/nosuch/", folder.resolve("fallen")))
                .contains("no such directory");

        assertThat(docker.cli("diff box"))
                .contains("C /tmp", "A /tmp/tree", "A /tmp/tree/below/leaf");
        docker.cli("stop -t 0 box");
        docker.cli("cp {} box:/later", folder.resolve("fallen"));
        docker.cli("start box");
        assertThat(docker.cli("exec box cat /later")).isEqualTo("green");
    }

    @Test
    void logsAreFollowedCutAndStamped() throws Exception {
        var program = "for i in 1 2 3 4; do echo line $i; sleep 0.15; done; echo end >&2";
        docker.cli("run -d --name talker busybox sh -c {}", program);
        var followed = docker.run("logs -f talker");

        assertThat(followed.output()).isEqualTo("line 1\nline 2\nline 3\nline 4\n");
        assertThat(followed.errors()).isEqualTo("end\n");
        assertThat(docker.run("logs -n 2 talker").output()).isEqualTo("line 4\n");
        var stamped = docker.run("logs -t talker").output().lines().toList();
        assertThat(stamped.getFirst()).matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z line 1");
        var third = stamped.get(2).split(" ", 2)[0];
        assertThat(docker.run("logs --since {} talker", third).output())
                .isEqualTo("line 3\nline 4\n");
        assertThat(docker.run("logs --until {} talker", third).output())
                .startsWith("line 1\nline 2\n")
                .doesNotContain("line 4");
    }

    @Test
    void psFindsAndFormats() {
        docker.cli("network create front");
        docker.web("web", "--network front -p 8080:80 --label tier=front");
        docker.waiting("box", "-v /data");
        docker.run("run --name failed busybox false");
        docker.cli("create --name fresh busybox");

        assertThat(names("--filter status=running")).containsExactlyInAnyOrder("web", "box");
        assertThat(names("--filter status=exited --filter exited=1")).containsExactly("failed");
        assertThat(names("--filter status=created")).containsExactly("fresh");
        assertThat(names("--filter name=^/?w")).containsExactly("web");
        assertThat(names("--filter label=tier=front")).containsExactly("web");
        assertThat(names("--filter network=front")).containsExactly("web");
        assertThat(names("--filter publish=8080")).containsExactly("web");
        assertThat(names("--filter expose=80/tcp")).containsExactly("web");
        assertThat(names("--filter volume=/data")).containsExactly("box");
        assertThat(names("--filter ancestor=web")).containsExactly("web");
        assertThat(names("--filter before=failed")).containsExactlyInAnyOrder("web", "box");
        assertThat(names("--filter since=box")).containsExactlyInAnyOrder("failed", "fresh");
        assertThat(docker.cli("ps -lq --no-trunc")).hasSize(64);
        assertThat(docker.cli("ps -n 2 --format {{.Names}}")).isEqualTo("fresh\nfailed");
        assertThat(docker.cli("ps --filter name=web --format {{.Ports}}"))
                .contains("0.0.0.0:8080->80/tcp");
        assertThat(docker.cli("ps --filter name=web --format json"))
                .contains(
                        "\"Networks\":\"front\"",
                        "\"State\":\"running\"",
                        "\"Labels\":\"tier=front\"");
        assertThat(docker.cli("ps -as --filter name=failed")).contains("Exited (1)", "SIZE");
        assertThat(docker.refusal("ps --filter nosuch=1")).contains("invalid filter 'nosuch'");
        assertThat(docker.refusal("ps --filter status=nosuch")).contains("invalid");
    }

    private List<String> names(String filters) {
        return docker.run("ps -a --format {{.Names}} {}", CommandLine.words(filters)).lines();
    }

    @Test
    void renamesMeasuresPausesRestartsAndRemoves() throws Exception {
        var id = docker.waiting("box", "-p 8081:80 --stop-signal KILL");
        docker.cli("rename box chest");
        assertThat(docker.inspect("chest", "{{.Name}} {{.Id}}")).isEqualTo("/chest " + id);
        assertThat(docker.cli("port chest 80")).contains("0.0.0.0:8081");
        assertThat(docker.cli("top chest -o pid,args")).contains("sleep 1000");
        assertThat(docker.refusal("top chest --nosuch")).contains("ps: error: ");
        assertThat(docker.cli("stats --no-stream --format '{{.Name}} {{.PIDs}}' chest"))
                .isEqualTo("chest 1");
        docker.cli("update -m 48m --memory-swap 96m --restart no chest");
        assertThat(docker.inspect("chest", "{{.HostConfig.Memory}}")).isEqualTo("50331648");
        docker.cli("pause chest");
        assertThat(docker.cli("ps --format {{.Status}}")).endsWith("(Paused)");
        docker.cli("unpause chest");
        docker.cli("restart -t 1 chest");
        assertThat(docker.inspect("chest", "{{.State.Running}} {{.RestartCount}}"))
                .isEqualTo("true 0");
        assertThat(docker.refusal("rm chest"))
                .contains("cannot remove container", "container is running");

        var waiting = docker.start("wait chest");
        docker.cli("kill -s KILL chest");
        assertThat(Deadline.ends(Duration.ofSeconds(10), waiting)).isTrue();
        assertThat(new String(waiting.getInputStream().readAllBytes()).strip()).isEqualTo("137");
        docker.cli("rm -v chest");
        assertThat(docker.refusal("inspect chest")).contains("No such object: chest");
        assertThat(docker.refusal("rm chest")).contains("No such container: chest");
    }
}
