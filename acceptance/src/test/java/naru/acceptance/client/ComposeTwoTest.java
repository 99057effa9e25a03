package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Compose;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compose 2 with {@code compose/harbour.yaml}. */
@InLab
class ComposeTwoTest {
    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;

    @TempDir private Path folder;
    private Compose harbour;

    ComposeTwoTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
    }

    @BeforeEach
    void findCompose() {
        harbour =
                Compose.second(docker, "harbour", folder.resolve("docker"))
                        .with("PASSWORD", "swordfish");
    }

    @AfterEach
    void down() {
        if (harbour != null) {
            harbour.run("--profile '*' down -v -t 0 --remove-orphans");
        }
    }

    @Test
    void waitsForHealthAndJobs() {
        harbour.cli("up -d --wait db gate watch crane");

        assertThat(states("gate")).isEqualTo("running healthy");
        assertThat(states("db")).isEqualTo("running healthy");
        assertThat(docker.inspect("harbour-migration-1", "{{.State.Status}} {{.State.ExitCode}}"))
                .isEqualTo("exited 0");
        assertThat(harbour.cli("logs --no-color --no-log-prefix migration"))
                .contains("172.31.8.10", "migrated");
        assertThat(started("harbour-migration-1")).isGreaterThan(started("harbour-db-1"));
        assertThat(started("harbour-gate-1")).isGreaterThan(started("harbour-migration-1"));
        portsLeadToTheGate();
        networksAreThoseOfTheFile();
        assertThat(docker.cli("exec harbour-watch-1 wget -qO- http://localhost/"))
                .isEqualTo("gate");
        assertThat(docker.inspect("harbour-watch-1", "{{.HostConfig.NetworkMode}}"))
                .isEqualTo("container:" + docker.inspect("harbour-gate-1", "{{.Id}}"));

        assertThat(docker.cli("exec harbour-db-1 cat /data/ready"))
                .as("a secret from the environment")
                .isEqualTo("swordfish");
        assertThat(docker.cli("exec harbour-db-1 cat /etc/settings"))
                .as("a config whose content is in the file")
                .isEqualTo("level = info");
        assertThat(docker.cli("exec harbour-db-1 stat -c %a /etc/settings")).isEqualTo("440");
        assertThat(docker.inspect("harbour-crane-1", "{{.HostConfig.Memory}}"))
                .isEqualTo(String.valueOf(64 << 20));
    }

    private void portsLeadToTheGate() {
        assertThat(neighbour.get("http://" + host.lanAddress() + ":8090/")).isEqualTo("gate");
        assertThat(host.get("http://127.0.0.1:8091/")).isEqualTo("gate");
        assertThat(neighbour.shell().run("curl -sS -m 1 {}:8091/", host.lanAddress()).exit())
                .isNotZero();
        assertThat(harbour.cli("port gate 80")).startsWith("0.0.0.0:809");
    }

    private void networksAreThoseOfTheFile() {
        assertThat(docker.address("harbour-db-1", "harbour_yard")).isEqualTo("172.31.8.10");
        assertThat(docker.cli("exec harbour-gate-1 ip -4 address show eth0"))
                .as("the network of the highest priority is the first")
                .contains("inet 172.31.9.");
        assertThat(docker.cli("exec harbour-gate-1 ip -o address"))
                .contains("inet6 fd31:9::", "inet6 fd31:8::");
        assertThat(docker.cli("exec harbour-gate-1 ip link")).contains("02:42:ac:1f:08:63");
        assertThat(docker.cli("exec harbour-gate-1 ping -c 1 fd31:8::10"))
                .contains(" 0% packet loss");
        assertThat(docker.cli("exec harbour-gate-1 ip -6 route")).contains("default via fd31:9::1");
        for (var name : List.of("gate", "entrance", "harbour-gate-1")) {
            assertThat(docker.cli("exec harbour-crane-1 nslookup {}", name))
                    .contains("172.31.9.", "fd31:9::");
        }
        assertThat(docker.cli("exec harbour-db-1 ip route"))
                .as("an internal network has no default route")
                .doesNotContain("default");
    }

    @Test
    void replacesOnlyWhatHasChanged() {
        harbour.cli("up -d --wait db gate watch");
        var before = ids();
        assertThat(harbour.progress("up -d db gate watch")).contains("Running");
        assertThat(ids()).as("up twice changes nothing").isEqualTo(before);

        harbour.with("LEVEL", "debug").cli("up -d --wait db gate watch");
        assertThat(docker.cli("exec harbour-gate-1 sh -c 'echo $LEVEL'")).isEqualTo("debug");
        assertThat(docker.inspect("harbour-watch-1", "{{.HostConfig.NetworkMode}}"))
                .as("the service in the gate's namespace has followed")
                .isEqualTo("container:" + docker.inspect("harbour-gate-1", "{{.Id}}"));
        assertThat(docker.cli("exec harbour-watch-1 wget -qO- http://localhost/"))
                .isEqualTo("gate");

        var changed = ids();
        harbour.with("LEVEL", "debug").cli("up -d --wait --force-recreate db gate watch");
        assertThat(ids()).hasSameSizeAs(changed).doesNotContainAnyElementsOf(changed);
        assertThat(docker.cli("exec harbour-db-1 cat /etc/settings"))
                .as("a config is part of a container when it is made")
                .isEqualTo("level = debug");
        assertThat(docker.address("harbour-db-1", "harbour_yard")).isEqualTo("172.31.8.10");
        assertThat(docker.cli("exec harbour-watch-1 wget -qO- http://localhost/"))
                .isEqualTo("gate");
    }

    @Test
    void obeysEveryCommand() throws IOException {
        harbour.cli("up -d crane");
        assertThat(harbour.cli("ps -q").lines()).hasSize(2);
        assertThat(harbour.cli("ls -q")).isEqualTo("harbour");

        harbour.cli("up -d --scale crane=4 crane");
        assertThat(cranes()).hasSize(4);
        harbour.cli("scale crane=1");
        assertThat(cranes()).hasSize(1);

        var file = Files.writeString(folder.resolve("note"), "ahoy");
        harbour.cli("cp {} crane:/tmp/note", file);
        assertThat(harbour.cli("exec -T crane cat /tmp/note")).isEqualTo("ahoy");
        harbour.cli("cp crane:/tmp/note {}", folder.resolve("back"));
        assertThat(folder.resolve("back")).hasContent("ahoy");

        assertThat(harbour.cli("run --rm -T crane echo 'a job'")).isEqualTo("a job");
        assertThat(harbour.run("run --rm -T crane sh -c 'exit 7'").exit()).isEqualTo(7);
        assertThat(harbour.cli("run -d --name job crane sleep 1000")).isNotNull();
        assertThat(docker.inspect("job", "{{index .Config.Labels \"com.docker.compose.oneoff\"}}"))
                .isEqualTo("True");
        docker.remove("job");

        assertThat(harbour.cli("top crane")).contains("sleep 1000");
        assertThat(harbour.cli("images")).contains("harbour-crane-1", "busybox");
        harbour.cli("pause crane");
        assertThat(harbour.cli("ps crane --format {{.State}}")).isEqualTo("paused");
        harbour.cli("unpause crane");
        harbour.cli("kill crane");
        assertThat(harbour.cli("ps -a crane --format '{{.State}} {{.ExitCode}}'"))
                .isEqualTo("exited 137");
        harbour.cli("start crane");
        harbour.cli("restart -t 1 crane");
        assertThat(harbour.cli("ps crane --format {{.State}}")).isEqualTo("running");
        harbour.cli("stop -t 1 crane");
        harbour.cli("rm -f crane");
        assertThat(harbour.cli("ps -aq crane")).isEmpty();

        harbour.cli("--profile '*' down -v -t 0 --remove-orphans");
        assertThat(docker.cli("ps -aq")).isEmpty();
        assertThat(docker.cli("network ls -q --filter type=custom")).isEmpty();
    }

    @Test
    void profilesAddTheirServices() {
        harbour.cli("up -d crane");
        assertThat(harbour.cli("config --services").lines()).doesNotContain("inspector");
        harbour.cli("--profile inspection up -d --no-deps inspector");

        assertThat(harbour.cli("--profile inspection ps --services").lines())
                .contains("inspector", "crane");
        assertThat(docker.cli("exec harbour-inspector-1 nslookup crane"))
                .contains("172.31.9.", "fd31:9::");
    }

    /** The addresses that {@code crane} has, as a container beside them is answered. */
    private Set<String> cranes() {
        var answer = harbour.cli("exec -T crane nslookup crane");
        return Pattern.compile("Address: (172[0-9.]+)")
                .matcher(answer)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private String states(String service) {
        return harbour.cli("ps {} --format '{{.State}} {{.Health}}'", service);
    }

    private String started(String container) {
        return docker.inspect(container, "{{.State.StartedAt}}");
    }

    private HashSet<String> ids() {
        return new HashSet<>(docker.cli("ps -q --no-trunc").lines().toList());
    }
}
