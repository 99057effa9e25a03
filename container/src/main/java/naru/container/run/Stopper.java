package naru.container.run;

import naru.container.event.ContainerEvent;
import naru.container.model.Exit;
import naru.container.model.StopGate;
import naru.container.model.StopOptions;
import naru.container.plan.EndpointLabels;
import naru.container.plan.EndpointPlan;
import naru.container.plan.SignalNames;
import naru.container.state.ContainerEntry;
import naru.container.store.RunState.Status;
import naru.linux.error.LinuxException;
import naru.network.model.NaruException;
import naru.network.model.Readiness;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends the runs of containers: takes them out of service, waits at a gate, and sends signals. */
public final class Stopper {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    private final ContainerComponents parts;
    private final RestartScheduler restarts;
    private final Freezer freezer;
    private volatile StopGate gate = StopGate.OPEN;

    Stopper(ContainerComponents parts, RestartScheduler restarts, Freezer freezer) {
        this.parts = parts;
        this.restarts = restarts;
        this.freezer = freezer;
    }

    /** Delays signals from now on. */
    public void stopsAfter(StopGate next) {
        gate = next;
    }

    /** False if it did not run. */
    public boolean stop(ContainerEntry container, StopOptions options) {
        if (restarts.cancelPlanned(container)) {
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
            freezer.freeze(container, false); // a frozen process does not receive signals
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

    /** Kills a running container and waits for its end. */
    void end(ContainerEntry container) {
        if (!container.run().active()) {
            return;
        }
        var ended = container.ended();
        if (container.run().status() == Status.PAUSED) {
            freezer.freeze(container, false);
        }
        beginStop(container);
        gate.await(container.id, true);
        signal(container, SignalNames.SIGKILL, true);
        awaitEnd(ended, KILL_TIMEOUT);
    }

    /**
     * Sends a signal: a name with or without SIG, or a number; null or empty for SIGKILL. After
     * SIGKILL, waits for the end.
     */
    public void kill(ContainerEntry container, String ref, @Nullable String signal) {
        int number = number(ref, signal);
        boolean ends = number == SignalNames.SIGKILL || number == SignalNames.SIGTERM;
        if (ends && restarts.cancelPlanned(container)) {
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
}
