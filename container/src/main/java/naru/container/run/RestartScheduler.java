package naru.container.run;

import naru.container.config.RestartPolicy;
import naru.container.event.ContainerEvent;
import naru.container.plan.Names;
import naru.container.state.ContainerEntry;
import naru.container.state.RestartAttempt;
import naru.container.store.RunState;
import naru.network.model.NaruException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Restarts containers that have ended, or whose start has failed, according to their policies. The
 * pause before it begins at 100 ms and doubles up to a minute while runs are shorter than 10 s or
 * starts fail. A container whose targets (see {@link Dependencies}) are going to be started waits
 * for them.
 */
public final class RestartScheduler {
    private static final System.Logger log = System.getLogger(RestartScheduler.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final ContainerComponents parts;
    private final Dependencies dependencies;
    private final Consumer<ContainerEntry> start;
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile boolean stopped;

    /** {@code start} starts a container; the caller of it holds the lock. */
    RestartScheduler(ContainerComponents parts, Consumer<ContainerEntry> start) {
        this.parts = parts;
        this.dependencies = new Dependencies(parts.table());
        this.start = start;
    }

    /** Permits planned starts, once the state left by an earlier daemon has been reconciled. */
    void open() {
        opened.countDown();
    }

    void stop() {
        stopped = true;
    }

    /** Whether a container that has just ended, or failed to start, is to be started again. */
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

    /** The state that follows the end of a run: restarting from this moment, if wanted. */
    static RunState afterExit(RestartPolicy policy, RunState exited) {
        return wanted(policy, exited) ? exited.restarting(exited.restartCount() + 1) : exited;
    }

    /**
     * The state that follows a start that failed. A start requested by a user, or one that can
     * never succeed, such as that of a missing program, is not retried.
     */
    static RunState afterFailure(
            RestartPolicy policy,
            RunState failed,
            NaruException refusal,
            boolean byUser,
            Instant now) {
        boolean hopeless = byUser && refusal instanceof NaruException.Invalid;
        return !hopeless && wanted(policy, failed)
                ? failed.restarting(failed.restartCount() + 1).finished(now)
                : failed;
    }

    /** Plans the next start of a container that is restarting. The caller holds its lock. */
    void plan(ContainerEntry container) {
        if (container.run().restarting()) {
            boolean steady = ran(container.run()).compareTo(STEADY) >= 0;
            plan(container, pause(container.countShortRun(steady)));
        }
    }

    /** Plans a start without a pause, for a container of an earlier daemon. */
    void planAtBoot(ContainerEntry container) {
        if (!container.run().restarting()) {
            parts.table().update(container, container.run().restarting(1));
        }
        plan(container, Duration.ZERO);
    }

    private RestartAttempt plan(ContainerEntry container, Duration pause) {
        var attempt = new RestartAttempt();
        container.plan(attempt);
        Thread.ofVirtual()
                .name("restart " + Names.shortId(container.id))
                .start(() -> later(container, attempt, pause));
        return attempt;
    }

    /** Cancels the planned start. The caller holds the container's lock. */
    static void cancel(ContainerEntry container) {
        wake(container);
        container.plan(null);
    }

    /** Makes the planned start of a container due, if there is one. */
    public static void wake(ContainerEntry container) {
        var attempt = container.attempt();
        if (attempt != null) {
            attempt.wake();
        }
    }

    /** Makes the planned starts due that may have waited for this container. */
    void changed(ContainerEntry target) {
        waiting(target).forEach(RestartScheduler::wake);
    }

    /** Those with a planned start that may wait for this container. */
    List<ContainerEntry> waiting(ContainerEntry target) {
        return parts.table().all().stream()
                .filter(container -> container.attempt() != null)
                .filter(container -> dependencies.dependsOn(container, target.id))
                .toList();
    }

    static Duration pause(int count) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(count - 1, 10));
        return pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
    }

    /** The duration of the last run; zero if there was none or it did not begin. */
    private static Duration ran(RunState run) {
        return run.startedAt() == null || run.finishedAt() == null || !run.error().isEmpty()
                ? Duration.ZERO
                : Duration.between(Instant.parse(run.startedAt()), Instant.parse(run.finishedAt()));
    }

    private void later(ContainerEntry container, RestartAttempt attempt, Duration pause) {
        try {
            opened.await();
            attempt.await(pause);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return;
        }
        container.lock.lock();
        try {
            boolean still = container.attempt() == attempt && container.run().restarting();
            if (still && !container.removed && !stopped) {
                container.plan(null);
                startOrWait(container);
            }
        } finally {
            container.lock.unlock();
        }
    }

    private void startOrWait(ContainerEntry container) {
        var policy = container.record.hostConfig().restartPolicy();
        if (!policy.restarts()) { // it has been changed meanwhile
            parts.table().settle(container, container.run().idle());
            givenUp(container);
            return;
        }
        String before = container.run().error();
        try {
            var target = dependencies.awaited(container);
            if (target == null) {
                start.accept(container);
            } else {
                await(container, target);
            }
        } catch (RuntimeException failure) {
            String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            note(container, why);
            if (!why.equals(before)) {
                log.log(
                        System.Logger.Level.WARNING,
                        "restarting " + container.record.name() + ": " + why);
            }
            plan(container);
            if (!container.run().restarting()) {
                givenUp(container);
            }
        }
    }

    /**
     * Reports that no further start is planned, so that neither clients nor containers wait for
     * one.
     */
    private void givenUp(ContainerEntry container) {
        parts.log().append(new ContainerEvent.RestartCanceled(container.info()));
        container.notifyExit();
        changed(container);
    }

    /** Stores the reason why a restarting container does not run. */
    private void note(ContainerEntry container, String why) {
        if (container.run().restarting() && !container.run().error().equals(why)) {
            parts.table().settle(container, container.run().because(why));
        }
    }

    private void await(ContainerEntry container, ContainerEntry target) {
        note(container, "waiting for container " + target.path() + ", which does not run yet");
        var attempt = plan(container, MAX_PAUSE);
        if (!target.run().pending()) {
            attempt.wake(); // the target has changed just before the attempt could be found
        }
    }

    /** Cancels the planned start of a container that is between two runs; false for others. */
    boolean cancelPlanned(ContainerEntry container) {
        container.lock.lock();
        try {
            if (!container.run().restarting()) {
                return false;
            }
            parts.table().update(container, container.run().idle().stoppedByUser(true));
            cancel(container);
            parts.log().append(new ContainerEvent.RestartCanceled(container.info()));
            container.notifyExit();
            changed(container);
            return true;
        } finally {
            container.lock.unlock();
        }
    }
}
