package naru.container;

import naru.container.config.RestartPolicy;
import naru.container.store.RunState;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Starts containers again that have ended, as their policies say. The pause before it begins at 100
 * ms and doubles up to a minute while runs are shorter than 10 s.
 */
final class Restarts {
    private static final System.Logger LOG = System.getLogger(Restarts.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final Parts parts;
    private final Consumer<Managed> start;
    private volatile boolean stopped;

    /** {@code start} starts a container; the caller of it holds the lock. */
    Restarts(Parts parts, Consumer<Managed> start) {
        this.parts = parts;
        this.start = start;
    }

    void stop() {
        stopped = true;
    }

    /** Whether a container that has just ended is to be started again. */
    static boolean wanted(RestartPolicy policy, RunState run) {
        return switch (policy.name()) {
            case "always", "unless-stopped" -> !run.stopped();
            case "on-failure" ->
                    !run.stopped()
                            && run.exitCode() != 0
                            && (policy.maximumRetryCount() == 0
                                    || run.restartCount() < policy.maximumRetryCount());
            default -> false;
        };
    }

    /** Whether a container that does not run is to be started when the daemon starts. */
    static boolean wantedAtBoot(RestartPolicy policy, RunState run) {
        return switch (policy.name()) {
            case "always" -> run.status() != RunState.Status.CREATED;
            case "unless-stopped" -> run.status() != RunState.Status.CREATED && !run.stopped();
            case "on-failure" -> run.startedAt() != null && !run.stopped() && run.exitCode() != 0;
            default -> false;
        };
    }

    /** Starts a container after a pause, unless somebody has meanwhile stopped or removed it. */
    void schedule(Managed container) {
        var run = container.run;
        boolean steady = ran(run).compareTo(STEADY) >= 0;
        int count = run.restartCount() + 1;
        var next = run.restarts(count).with(RunState.Status.RESTARTING);
        parts.registered().update(container, next);
        container.shortRuns = steady ? 1 : container.shortRuns + 1;
        var pause = pause(container.shortRuns);
        Thread.ofVirtual().start(() -> later(container, pause));
    }

    static Duration pause(int count) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(count - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private static Duration ran(RunState run) {
        return run.startedAt() == null || run.finishedAt() == null
                ? Duration.ZERO
                : Duration.between(Instant.parse(run.startedAt()), Instant.parse(run.finishedAt()));
    }

    private void later(Managed container, Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return;
        }
        container.lock.lock();
        try {
            boolean still = container.run.status() == RunState.Status.RESTARTING;
            if (still && !container.removed && !stopped) {
                start.accept(container);
            }
        } catch (RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "restarting " + container.record.name() + ": " + failure.getMessage());
        } finally {
            container.lock.unlock();
        }
    }
}
