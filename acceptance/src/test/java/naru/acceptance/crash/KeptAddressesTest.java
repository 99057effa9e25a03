package naru.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** The addresses of a container stay the same as long as it exists. */
@InLab
class KeptAddressesTest {
    private static final String ADDRESSES =
            "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.GlobalIPv6Address}}"
                    + " {{.MacAddress}};{{end}}";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LabHost host;
    private final Docker docker;

    KeptAddressesTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @Test
    void keepsAddressesOverRestarts() throws Throwable {
        docker.cli("network create --ipv6 --subnet fd00:79::/64 net");
        docker.cli("network create -d macvlan -o parent={} lan", host.uplink());
        docker.waiting("app", "--network net --restart always");
        docker.cli("network connect lan app");
        docker.waiting("beside", "--network net");
        var before = addresses("app");
        assertThat(before).contains("fd00:79::").contains("172.");

        docker.cli("restart -t 0 app");
        assertThat(addresses("app")).as("restart").isEqualTo(before);
        assertThat(docker.cli("exec app ip addr")).contains(before.split("[ ;]+")[0], "fd00:79::");

        docker.cli("stop -t 0 app");
        docker.waiting("late", "--network net");
        docker.cli("network connect lan late");
        docker.cli("start app");
        assertThat(addresses("app")).as("stop and start").isEqualTo(before);
        docker.cli("network disconnect net app");
        docker.cli("network connect net app");
        assertThat(addresses("app")).as("disconnect and connect").isEqualTo(before);

        process("app").destroyForcibly();
        Eventually.within(
                PATIENCE,
                () ->
                        assertThat(docker.inspect("app", "{{.RestartCount}} {{.State.Status}}"))
                                .isEqualTo("1 running"));
        assertThat(addresses("app")).as("crash").isEqualTo(before);
    }

    @Test
    void keepsItsAddressesOverTheDaemonAndTheMachine() throws Throwable {
        docker.cli("network create --ipv6 --subnet fd00:79::/64 net");
        for (var name : List.of("zz", "yy", "xx")) {
            docker.waiting(name, "--network net --restart always");
        }
        docker.waiting("off", "--network net");
        docker.waiting("gone", "--network net");
        var before = List.of(addresses("zz"), addresses("yy"), addresses("xx"), addresses("off"));
        var gone = docker.address("gone");
        docker.cli("stop -t 0 off");
        docker.remove("gone");

        var daemon = new Daemon(host);
        daemon.kill();
        daemon.start();
        docker.waiting("late", "--network net");
        assertThat(docker.address("late"))
                .as("was used by another container a moment ago")
                .isNotEqualTo(gone);
        assertThat(before.toString()).doesNotContain(docker.address("late") + " ");

        daemon = new Daemon(host);
        Wreck.killEverything(host, daemon);
        daemon.start();
        for (var name : List.of("zz", "yy", "xx")) {
            Eventually.within(
                    PATIENCE,
                    () ->
                            assertThat(docker.inspect(name, "{{.State.Status}}"))
                                    .isEqualTo("running"));
        }
        docker.cli("start late off");
        assertThat(List.of(addresses("zz"), addresses("yy"), addresses("xx"), addresses("off")))
                .isEqualTo(before);
    }

    private String addresses(String container) {
        return docker.inspect(container, ADDRESSES);
    }

    private ProcessHandle process(String container) {
        return ProcessHandle.of(Long.parseLong(docker.pid(container))).orElseThrow();
    }
}
