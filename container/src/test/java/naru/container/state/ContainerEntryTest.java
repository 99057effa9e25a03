package naru.container.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.plan.Records;
import naru.container.store.RunState;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class ContainerEntryTest {
    private static final RunState RUNNING = RunState.NEW.running("boot", 7, 1, 8, 1, Instant.EPOCH);

    private final ContainerEntry container =
            new ContainerEntry(Records.record("{}", "{}"), RunState.NEW);

    @Test
    void refusesTransitionsWithoutTheLock() {
        List<Runnable> transitions =
                List.of(
                        () -> container.become(RUNNING),
                        container::beginStopping,
                        container::expectEnd,
                        () -> container.hold(null),
                        container::releaseProcess,
                        () -> container.countShortRun(false),
                        container::resetShortRuns,
                        () -> container.plan(null),
                        () -> container.report(null),
                        () -> container.probeBy(null));
        for (var transition : transitions) {
            assertThatThrownBy(transition::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("is not locked");
        }
        assertThat(container.run()).isEqualTo(RunState.NEW);
    }

    @Test
    void beginsToStopOnceInEachRun() {
        container.lock.lock();

        assertThat(container.beginStopping()).as("does not run").isFalse();
        container.become(RUNNING);
        assertThat(container.beginStopping()).isTrue();
        assertThat(container.beginStopping()).isFalse();
        container.hold(null);
        assertThat(container.beginStopping()).as("next run").isTrue();
    }

    @Test
    void countsShortRunsUntilASteadyOne() {
        container.lock.lock();

        assertThat(container.countShortRun(false)).isEqualTo(1);
        assertThat(container.countShortRun(false)).isEqualTo(2);
        assertThat(container.countShortRun(true)).isEqualTo(1);
        container.resetShortRuns();
        assertThat(container.countShortRun(false)).isEqualTo(1);
    }
}
