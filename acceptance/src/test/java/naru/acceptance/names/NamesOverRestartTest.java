package naru.acceptance.names;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** The daemon is restarted, and containers go on asking for names. */
@InLab
class NamesOverRestartTest {
    /**
     * After which glibc has asked twice and gives up, in ms. On a machine that does nothing else
     * the longest wait is some tenth of it.
     */
    private static final int PATIENCE = 10_000;

    private final LabHost host;
    private final Docker docker;

    NamesOverRestartTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    /**
     * Questions wait for the next daemon: none is lost but what a killed one had just read, and
     * none is told that a name is unknown.
     */
    @ParameterizedTest
    @ValueSource(strings = {"stopped", "killed"})
    void noQuestionIsLost(String how) throws Exception {
        docker.cli("network create front");
        docker.waiting("asker", "--network front");
        docker.waiting("web", "--network front");
        docker.waiting("late");
        docker.cli("network connect front late");
        var pid = docker.pid("asker");
        assertThat(host.see("ls -l /proc/{}/fd", pid))
                .as("a container has no part in it")
                .doesNotContain("socket:");
        try (var questions = new SteadyQuestions(host, "asker", "web")) {
            var daemon = new Daemon(host);
            if (how.equals("stopped")) {
                daemon.terminate();
            } else {
                daemon.kill();
            }
            long ended = System.nanoTime();
            daemon.start();
            long gone = Duration.ofNanos(System.nanoTime() - ended).toMillis();

            var report = questions.end();
            System.out.printf(
                    "%s: no daemon for %d ms; %d questions, longest wait %d ms, longest silence %d"
                            + " ms%n",
                    how, gone, report.asked(), report.longest(), report.silence());
            int read = how.equals("killed") ? 1 : 0; // and not answered yet, in that moment
            assertThat(report.answered())
                    .as("answered of %d", report.asked())
                    .isBetween(report.asked() - read, report.asked());
            assertThat(report.wrong()).as("answers without an address").isZero();
            assertThat(report.longest()).as("longest wait in ms").isLessThan(PATIENCE);
        }
        assertThat(new Dig(host, "late").addresses("late"))
                .as("nobody has kept its sockets, so it asks again")
                .containsExactly(docker.address("late", "front"));
    }
}
