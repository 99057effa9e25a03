package naru.container.store;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.store.RunState.Status;

import org.junit.jupiter.api.Test;

import java.time.Instant;

class RunStateTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final RunState RUNNING =
            RunState.NEW.restarts(3).stoppedByUser(true).running("boot", 7, 1, 8, 2, NOW);

    @Test
    void runsWithProcessesOfThisBoot() {
        assertThat(RUNNING)
                .isEqualTo(
                        new RunState(
                                Status.RUNNING,
                                "boot",
                                7,
                                1,
                                8,
                                2,
                                0,
                                false,
                                "",
                                NOW.toString(),
                                null,
                                3,
                                false));
    }

    @Test
    void forgetsProcessesAtExit() {
        assertThat(RUNNING.stoppedByUser(true).exited(137, true, NOW))
                .isEqualTo(
                        new RunState(
                                Status.EXITED,
                                "",
                                0,
                                0,
                                0,
                                0,
                                137,
                                true,
                                "",
                                NOW.toString(),
                                NOW.toString(),
                                3,
                                true));
    }

    @Test
    void keepsReasonOfFailedStart() {
        assertThat(RunState.NEW.failed(128, "no such file"))
                .isEqualTo(
                        new RunState(
                                Status.CREATED,
                                "",
                                0,
                                0,
                                0,
                                0,
                                128,
                                false,
                                "no such file",
                                null,
                                null,
                                0,
                                false));
        assertThat(RUNNING.failed(128, "").status()).isEqualTo(Status.EXITED);
    }

    @Test
    void changesOneFieldAtATime() {
        assertThat(RUNNING.with(Status.PAUSED).with(Status.RUNNING)).isEqualTo(RUNNING);
        assertThat(RUNNING.because("why").because("")).isEqualTo(RUNNING);
        assertThat(RUNNING.restarts(4).restarts(3)).isEqualTo(RUNNING);
        assertThat(RUNNING.finished(NOW).finishedAt()).isEqualTo(NOW.toString());
    }
}
