package naru.container.run;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.config.RestartPolicy;
import naru.container.store.RunState;
import naru.container.store.RunState.Status;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class RestartSchedulerTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final RestartPolicy ALWAYS = new RestartPolicy("always", 0);
    private static final RestartPolicy TWICE = new RestartPolicy("on-failure", 2);
    private static final RunState RAN = RunState.NEW.running("boot", 7, 1, 8, 1, NOW);
    private static final NaruException BUSY = new NaruException.HostFailure("port is in use");
    private static final NaruException WRONG = new NaruException.Invalid("no such program");

    private static RunState failed(RestartPolicy policy, NaruException why, boolean byUser) {
        return RestartScheduler.afterFailure(
                policy, RunState.NEW.failed(128, "why"), why, byUser, NOW);
    }

    @Test
    void isRestartingFromTheMomentOfExit() {
        var ended = RestartScheduler.afterExit(ALWAYS, RAN.exited(7, false, NOW));

        assertThat(ended.status()).isEqualTo(Status.RESTARTING);
        assertThat(ended.restartCount()).isEqualTo(1);
        assertThat(ended.exitCode()).isEqualTo(7);
    }

    @Test
    void hasExitedWhereNoPolicyWantsMore() {
        assertThat(RestartScheduler.afterExit(RestartPolicy.NO, RAN.exited(7, false, NOW)).status())
                .isEqualTo(Status.EXITED);
        assertThat(RestartScheduler.afterExit(TWICE, RAN.exited(0, false, NOW)).status())
                .isEqualTo(Status.EXITED);
        assertThat(
                        RestartScheduler.afterExit(TWICE, RAN.restarts(2).exited(1, false, NOW))
                                .status())
                .isEqualTo(Status.EXITED);
        assertThat(
                        RestartScheduler.afterExit(
                                ALWAYS, RAN.stoppedByUser(true).exited(1, false, NOW)))
                .extracting(RunState::status)
                .isEqualTo(Status.EXITED);
    }

    @Test
    void retriesFailedStartsAndKeepsTheReason() {
        var run = failed(ALWAYS, BUSY, true);

        assertThat(run.status()).isEqualTo(Status.RESTARTING);
        assertThat(run.error()).isEqualTo("why");
        assertThat(run.finishedAt()).isEqualTo(NOW.toString());
        assertThat(run.idle().status()).isEqualTo(Status.CREATED);
        assertThat(failed(RestartPolicy.NO, BUSY, true).status()).isEqualTo(Status.CREATED);
    }

    @Test
    void givesUpAtOnceWhereAUsersStartCannotWork() {
        assertThat(failed(ALWAYS, WRONG, true).status()).isEqualTo(Status.CREATED);
        assertThat(failed(ALWAYS, WRONG, false).status()).isEqualTo(Status.RESTARTING);
    }

    @Test
    void failedStartsCountForOnFailure() {
        var last = RunState.NEW.restarts(2).failed(128, "why");

        assertThat(RestartScheduler.afterFailure(TWICE, last, BUSY, false, NOW).status())
                .isEqualTo(Status.CREATED);
    }

    @Test
    void pausesGrowUpToAMinute() {
        assertThat(RestartScheduler.pause(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(RestartScheduler.pause(4)).isEqualTo(Duration.ofMillis(800));
        assertThat(RestartScheduler.pause(40)).isEqualTo(Duration.ofMinutes(1));
    }
}
