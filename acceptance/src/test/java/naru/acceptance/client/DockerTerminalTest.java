package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.RawApi;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The docker command with somebody at the keyboard: terminals, detach keys, signals, input. */
@InLab
class DockerTerminalTest {
    private final Docker docker;
    private final RawApi api;

    DockerTerminalTest(Lab lab) {
        docker = lab.host().docker();
        api = new RawApi(docker.endpoint());
    }

    @Test
    void runGivesATerminalAndItsExitCode() throws Throwable {
        try (var terminal = new Terminal(docker, "run -it --rm --name box busybox sh")) {
            terminal.shows("/ #");
            terminal.type("tty; echo $TERM; stty rows 40 cols 120; stty size\n");
            terminal.shows("/dev/pts/0");
            terminal.shows("xterm");
            terminal.shows("40 120");
            terminal.type("exit 3\n");

            assertThat(terminal.exit()).isEqualTo(3);
        }
        assertThat(docker.cli("ps -aq")).as("--rm").isEmpty();
    }

    @Test
    void detachKeysLeaveItRunningAndAttachComesBack() throws Throwable {
        try (var terminal = new Terminal(docker, "run -it --name box busybox sh")) {
            terminal.shows("/ #");
            terminal.type("\u0010\u0011"); // Ctrl-P Ctrl-Q
            assertThat(terminal.exit()).isZero();
        }
        assertThat(docker.inspect("box", "{{.State.Running}}")).isEqualTo("true");

        try (var terminal = new Terminal(docker, "attach --detach-keys ctrl-x,x box")) {
            terminal.shows("/ #"); // its size was sent, and so the prompt comes again
            terminal.type("echo $((6 * 7))\n");
            terminal.shows("42");
            terminal.type("\u0018x");
            assertThat(terminal.exit())
                    .isNotEqualTo(0); // Docker's own choice: "read escape sequence"
        }
        assertThat(docker.inspect("box", "{{.State.Running}}")).isEqualTo("true");

        try (var terminal = new Terminal(docker, "exec -it -e A=b -w /tmp box sh")) {
            terminal.type("pwd; echo $A; tty\n");
            terminal.shows("/tmp");
            terminal.shows("/dev/pts/1");
            terminal.type("exit 5\n");
            assertThat(terminal.exit()).isEqualTo(5);
        }
        docker.remove("box");
    }

    @Test
    void commandsInContainersHaveSizesAndDetachKeysToo() throws Throwable {
        docker.waiting("box");
        String exec;
        try (var terminal = new Terminal(docker, "exec -it --detach-keys ctrl-x,x box sh")) {
            terminal.shows("/ #");
            exec = docker.inspect("box", "{{index .ExecIDs 0}}");
            assertThat(api.post("/exec/" + exec + "/resize?h=33&w=101", "").status())
                    .isEqualTo(200);
            terminal.type("echo $$ >/pid; stty size\n");
            terminal.shows("33 101");
            terminal.type("\u0018x");
            terminal.exit();
        }
        assertThat(api.get("/exec/" + exec + "/json").body())
                .contains("\"Running\":true")
                .contains("\"ProcessConfig\":{\"tty\":true,\"entrypoint\":\"sh\"");
        docker.cli("exec box sh -c 'kill -9 $(cat /pid)'");
        Eventually.within(
                Duration.ofSeconds(5),
                () ->
                        assertThat(api.get("/exec/" + exec + "/json").body())
                                .contains("\"ExitCode\":137"));
        assertThat(api.post("/exec/" + exec + "/resize?h=3&w=10", "").status()).isEqualTo(409);
        docker.remove("box");
    }

    @Test
    void inputGoesThroughToItsEnd() {
        var text = "one\ntwo\n".repeat(20_000);

        assertThat(docker.run(bytes(text), "run -i --rm busybox wc -l").text().strip())
                .isEqualTo("40000");
        docker.waiting("box", "--stop-signal KILL");
        assertThat(docker.run(bytes(text), "exec -i box md5sum").text())
                .isEqualTo(docker.run(bytes(text), "exec -i box sh -c 'cat | md5sum'").text());
        assertThat(docker.run(bytes("x"), "exec -i box sh -c 'cat; exit 9'").exit()).isEqualTo(9);
    }

    @Test
    void signalsToTheCommandReachTheContainer() throws Throwable {
        var program =
                "trap 'echo ended by a signal; exit 6' TERM; echo up; while :; do sleep 0.1; done";
        var running = docker.start("run --name box busybox sh -c {}", program);
        try (var output = running.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("up");
            running.toHandle().destroy(); // SIGTERM

            assertThat(output.readLine()).isEqualTo("ended by a signal");
            assertThat(Deadline.ends(Duration.ofSeconds(10), running)).isTrue();
            assertThat(running.exitValue()).isEqualTo(6);
        }
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
