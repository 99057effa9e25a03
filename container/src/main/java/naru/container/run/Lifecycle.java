package naru.container.run;

import naru.container.event.ContainerEvent;
import naru.container.model.Exit;
import naru.container.model.StopGate;
import naru.container.model.StopOptions;
import naru.container.plan.EndpointLabels;
import naru.container.plan.EndpointPlan;
import naru.container.plan.SignalNames;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.store.RunState;
import naru.container.store.RunState.Status;
import naru.container.volume.Volumes;
import naru.linux.error.LinuxException;
import naru.network.model.NaruException;
import naru.network.model.Readiness;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Moves containers between states, on request or when their processes end. */
public final class Lifecycle {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    private final ContainerComponents parts;
    private final ExitHandler exits;
    private final Starter starter;
    private final ContainerRemover removal;
    private final RestartScheduler restarts;
    private final ExecSessions execs;
    private final HealthChecks health;
    private volatile StopGate gate = StopGate.OPEN;

    public Lifecycle(
            ContainerComponents parts, Volumes volumes, ExecSessions execs, HealthChecks health) {
        this.parts = parts;
        this.exits = new ExitHandler(parts, health, this::afterEnd);
        this.starter = new Starter(parts, exits);
        this.restarts = new RestartScheduler(parts, this::startByPolicy);
        this.removal = new ContainerRemover(parts, volumes, exits, restarts);
        this.execs = execs;
        this.health = health;
    }

    /** Delays signals from now on. */
    public void stopsAfter(StopGate next) {
        gate = next;
    }

    /** The handler of ended runs. */
    public ExitHandler exits() {
        return exits;
    }

    /** Stops restarts and the handling of exits. */
    public void stop() {
        restarts.stop();
        exits.stop();
    }

    /** Planned starts may begin. */
    public void openRestarts() {
        restarts.open();
    }

    /** Applies the restart policy of a container that does not run when the daemon starts. */
    public void atBoot(ContainerEntry container, RunState before) {
        var host = container.record.hostConfig();
        if (container.removed || container.attempt() != null) {
            return;
        }
        if (host.autoRemove() && before.status() != Status.CREATED) {
            Cleanup.attempt(() -> removal.remove(container, true));
        } else if (container.run().restarting()
                || RestartScheduler.wantedAtBoot(host.restartPolicy(), container.run())) {
            container.lock.lock();
            try {
                restarts.planAtBoot(container);
            } finally {
                container.lock.unlock();
            }
        }
    }

    private void startByPolicy(ContainerEntry container) {
        starter.start(container, false);
        restarts.changed(container);
    }

    /**
     * Starts a container with its network, or leaves it unchanged but for {@code State.Error}; a
     * failed container with automatic removal is removed. False if it runs already.
     */
    public boolean start(ContainerEntry container) {
        try {
            return startNow(container);
        } catch (NaruException refusal) {
            if (container.record.hostConfig().autoRemove() && !container.run().active()) {
                Cleanup.attempt(() -> removal.remove(container, true));
            }
            throw refusal;
        }
    }

    private boolean startNow(ContainerEntry container) {
        container.lock.lock();
        boolean restarting = container.run().restarting();
        try {
            container.checkExists();
            if (container.run().status() == Status.PAUSED) {
                throw new NaruException.Conflict(
                        "cannot start a paused container, try unpause instead");
            }
            if (container.run().active()) {
                return false;
            }
            RestartScheduler.cancel(container);
            parts.table().update(container, container.run().restarts(0).stoppedByUser(false));
            container.resetShortRuns();
            starter.start(container, true);
            restarts.changed(container);
            return true;
        } catch (NaruException refusal) {
            restarts.plan(container); // if its policy retries
            if (restarting && !container.run().restarting()) {
                container.notifyExit(); // clients may wait for the end of the retries
            }
            throw refusal;
        } finally {
            container.lock.unlock();
        }
    }

    /** False if it did not run. */
    public boolean stop(ContainerEntry container, StopOptions options) {
        if (cancelRestart(container)) {
            parts.done(container, "stop");
            return true;
        }
        if (!container.run().active()) {
            return false;
        }
        var config = container.record.config();
        String usual = config.stopSignal().isEmpty() ? "SIGTERM" : config.stopSignal();
        String wanted = options.signal();
        int signal = SignalNames.number(wanted == null || wanted.isEmpty() ? usual : wanted);
        var timeout = options.timeout();
        if (timeout == null) {
            Integer own = config.stopTimeout();
            timeout = own == null ? USUAL_TIMEOUT : Duration.ofSeconds(own);
        }
        var ended = container.ended();
        beginStop(container);
        if (container.run().status() == Status.PAUSED) {
            freeze(container, false); // a frozen process does not receive signals
        }
        gate.await(container.id, signal == SignalNames.SIGKILL);
        var drain = drain(container);
        if (drain.isPositive()) {
            awaitEnd(ended, drain);
        }
        signal(container, signal, true);
        if (!awaitEnd(ended, timeout)) {
            signal(container, SignalNames.SIGKILL, true);
            awaitEnd(ended, KILL_TIMEOUT);
        }
        parts.done(container, "stop");
        return true;
    }

    /** Takes a container out of service, and reports it, before the first signal is sent. */
    private void beginStop(ContainerEntry container) {
        container.lock.lock();
        try {
            if (container.beginStopping()) {
                parts.networks().ready(container.id, Readiness.STOPPING);
                parts.log().append(new ContainerEvent.Stopping(container.info()));
            }
        } finally {
            container.lock.unlock();
        }
    }

    private static Duration drain(ContainerEntry container) {
        return EndpointPlan.specs(container.record).stream()
                .map(spec -> EndpointLabels.drain(spec.driverOptions()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Between two runs, only the planned start is canceled. */
    private boolean cancelRestart(ContainerEntry container) {
        container.lock.lock();
        try {
            if (!container.run().restarting()) {
                return false;
            }
            parts.table().update(container, container.run().idle().stoppedByUser(true));
            RestartScheduler.cancel(container);
            parts.log().append(new ContainerEvent.RestartCanceled(container.info()));
            container.notifyExit();
            restarts.changed(container);
            return true;
        } finally {
            container.lock.unlock();
        }
    }

    /** A negative timeout waits forever. */
    private static boolean awaitEnd(CompletableFuture<Exit> ended, Duration timeout) {
        try {
            if (timeout.isNegative()) {
                ended.get();
            } else {
                ended.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int number(String ref, @Nullable String signal) {
        if (signal == null || signal.isEmpty()) {
            return SignalNames.SIGKILL;
        }
        try {
            return SignalNames.number(signal);
        } catch (NaruException.Invalid unknown) {
            throw new NaruException.Invalid(
                    "cannot kill container: " + ref + ": " + unknown.getMessage());
        }
    }

    /**
     * Sends a signal: a name with or without SIG, or a number; null or empty for SIGKILL. After
     * SIGKILL, waits for the end.
     */
    public void kill(ContainerEntry container, String ref, @Nullable String signal) {
        int number = number(ref, signal);
        boolean ends = number == SignalNames.SIGKILL || number == SignalNames.SIGTERM;
        if (ends && cancelRestart(container)) {
            return; // without a process, and none is planned
        }
        if (!container.run().active()) {
            throw new NaruException.Conflict(
                    "cannot kill container: "
                            + ref
                            + ": container "
                            + container.id
                            + " is not running");
        }
        var ended = container.ended();
        if (number == SignalNames.SIGKILL) {
            beginStop(container);
            gate.await(container.id, true);
        }
        signal(container, number, ends);
        if (number == SignalNames.SIGKILL) {
            awaitEnd(ended, KILL_TIMEOUT);
        }
    }

    /** With {@code byUser}, the policy does not start it again. */
    private void signal(ContainerEntry container, int signal, boolean byUser) {
        container.lock.lock();
        try {
            var process = container.process();
            if (!container.run().active() || process == null) {
                return;
            }
            if (byUser) {
                parts.table().update(container, container.run().stoppedByUser(true));
            }
            if (signal == SignalNames.SIGKILL) {
                beginStop(container);
            }
            if (signal == SignalNames.SIGKILL
                    && container.record.hostConfig().pidMode().equals("host")) {
                parts.cgroups().kill(container.id); // without a PID namespace, its other processes
                // continue to run
            }
            process.kill(signal);
            parts.done(container, "kill", "signal", Integer.toString(signal));
        } catch (LinuxException gone) {
            // it has ended by itself
        } finally {
            container.lock.unlock();
        }
    }

    public void restart(ContainerEntry container, StopOptions options) {
        container.restarting = true;
        try {
            stop(container, options);
        } finally {
            container.restarting = false;
        }
        start(container);
        parts.done(container, "restart");
    }

    /** Suspends all processes of a container by the freezer, or resumes them. */
    public void freeze(ContainerEntry container, boolean frozen) {
        container.lock.lock();
        try {
            var from = frozen ? Status.RUNNING : Status.PAUSED;
            if (container.run().restarting()) {
                container.checkRunning();
            }
            if (container.run().status() != from) {
                throw new NaruException.Conflict(
                        "Container "
                                + container.id
                                + (frozen
                                        ? " is not running or already paused"
                                        : " is not paused"));
            }
            parts.cgroups().freeze(container.id, frozen);
            var to = frozen ? Status.PAUSED : Status.RUNNING;
            parts.table().update(container, container.run().with(to));
            if (frozen) {
                health.end(container);
                parts.networks().ready(container.id, Readiness.UNHEALTHY);
            } else if (!health.goOn(container) && !container.isStopping()) {
                parts.networks().ready(container.id, Readiness.SERVING);
            }
            parts.log()
                    .append(
                            frozen
                                    ? new ContainerEvent.Paused(container.info())
                                    : new ContainerEvent.Unpaused(container.info()));
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot freeze: " + failure, failure);
        } finally {
            container.lock.unlock();
        }
    }

    /**
     * Removes a container; a running one only with {@code force}. {@code volumes} removes its
     * anonymous volumes with it.
     *
     * @return warnings
     */
    public List<String> remove(ContainerEntry container, boolean force, boolean withVolumes) {
        if (!force) {
            checkIdle(container);
        }
        cancelRestart(container);
        if (container.run().active()) {
            var ended = container.ended();
            if (container.run().status() == Status.PAUSED) {
                freeze(container, false);
            }
            beginStop(container);
            gate.await(container.id, true);
            signal(container, SignalNames.SIGKILL, true);
            awaitEnd(ended, KILL_TIMEOUT);
        }
        return removal.remove(container, withVolumes);
    }

    /** Refuses the removal of a container that runs or is between two runs. */
    private static void checkIdle(ContainerEntry container) {
        var run = container.run();
        if (run.active() || run.restarting()) {
            throw new NaruException.Conflict(
                    "cannot remove container \""
                            + container.path()
                            + "\": container is "
                            + run.statusText()
                            + ": stop the container before removing or force remove");
        }
    }

    /** Runs when a container has ended and been cleaned up, without its lock. */
    private void afterEnd(ContainerEntry container) {
        execs.forget(container);
        boolean goes =
                container.record.hostConfig().autoRemove()
                        && !container.run().restarting()
                        && !container.restarting;
        container.notifyExit();
        container.lock.lock();
        try {
            restarts.plan(container);
        } finally {
            container.lock.unlock();
        }
        if (goes) {
            Cleanup.attempt(() -> removal.remove(container, true));
        }
    }
}
