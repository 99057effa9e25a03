package naru.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A machine with many dependent containers is reset: all of them come back where they were. */
@InLab
class RestartStormTest {
    private static final int GROUPS = Integer.getInteger("naru.storm.groups", 5); // make storm: 25
    private static final String TEMPLATE =
            "{{.Name}} {{.State.Status}} {{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";

    private final LabHost host;
    private final Docker docker;
    private final RawApi api;
    private final List<String> names = new ArrayList<>();

    RestartStormTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
        api = new RawApi(docker.endpoint(), false);
    }

    /** A group: a container on a network, two in its namespaces, and one that is linked to one. */
    private void group(int number) {
        start("g" + number + "-owner", "\"NetworkMode\":\"storm\",\"IpcMode\":\"shareable\"");
        start("g" + number + "-net", "\"NetworkMode\":\"container:g" + number + "-owner\"");
        start(
                "g" + number + "-all",
                "\"NetworkMode\":\"container:gN-owner\",\"IpcMode\":\"container:gN-owner\",\"PidMode\":\"container:gN-net\""
                        .replace("N", String.valueOf(number)));
        start("g" + number + "-last", "\"PidMode\":\"container:g" + number + "-all\"");
    }

    private void start(String name, String hostConfig) {
        var body =
                "{\"Image\":\""
                        + Images.BUSYBOX
                        + "\",\"Cmd\":[\"sleep\",\"1000\"],\"HostConfig\":{\"RestartPolicy\":"
                        + "{\"Name\":\"always\"},"
                        + hostConfig
                        + "}}";
        assertThat(api.post("/containers/create?name=" + name, body).status()).isEqualTo(201);
        var started = api.post("/containers/" + name + "/start", "");
        assertThat(started.status()).as(started.body()).isEqualTo(204);
        synchronized (names) {
            names.add(name);
        }
    }

    /** State and address by name. */
    private Map<String, String> picture() {
        var picture = new TreeMap<String, String>();
        for (var line : docker.run("inspect --format {} {}", TEMPLATE, names).lines()) {
            var words = line.strip().split(" ", 2);
            picture.put(words[0], words[1]);
        }
        return picture;
    }

    private void killEverything() throws Exception {
        var pids = docker.run("inspect --format {{.State.Pid}} {}", names).lines();
        new Daemon(host).kill();
        new Shell().run("kill -9 {} {}", pids, monitors());
    }

    private List<String> monitors() {
        var exec = host.folder() + "/exec/";
        return ProcessHandle.allProcesses()
                .map(process -> String.valueOf(process.pid()))
                .filter(pid ->
                        commandLine(pid).contains("conmon\0") && commandLine(pid).contains(exec))
                .toList();
    }

    private static String commandLine(String pid) {
        try {
            return Files.readString(Path.of("/proc", pid, "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException ended) {
            return "";
        }
    }

    @Test
    void containersRestartWithTheirAddresses() throws Throwable {
        docker.cli("network create storm");
        try (var threads = Executors.newFixedThreadPool(4)) {
            var groups = new ArrayList<Future<?>>();
            for (int number = 0; number < GROUPS; number++) {
                int each = number;
                groups.add(threads.submit(() -> group(each)));
            }
            for (var group : groups) {
                group.get();
            }
        }
        var before = picture();
        assertThat(before).hasSize(4 * GROUPS);
        assertThat(before.values()).allMatch(state -> state.startsWith("running"));
        var daemon = new Daemon(host);

        killEverything();
        var began = System.nanoTime();
        daemon.start();

        Eventually.within(Duration.ofSeconds(120), () -> assertThat(picture()).isEqualTo(before));
        System.out.println(
                4 * GROUPS
                        + " containers are back after "
                        + Duration.ofNanos(System.nanoTime() - began).toMillis()
                        + " ms");
    }
}
