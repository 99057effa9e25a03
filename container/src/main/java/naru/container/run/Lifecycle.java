package naru.container.run;

import naru.container.model.StopOptions;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.store.RunState;
import naru.container.store.RunState.Status;
import naru.container.volume.Volumes;
import naru.network.model.NaruException;

import java.util.List;

/** Moves containers between states, on request or when their processes end. */
public final class Lifecycle {
    private final ContainerComponents parts;
    private final ExitHandler exits;
    private final Starter starter;
    private final ContainerRemover removal;
    private final RestartScheduler restarts;
    private final ExecSessions execs;
    private final Freezer freezer;
    private final Stopper stopper;

    public Lifecycle(
            ContainerComponents parts, Volumes volumes, ExecSessions execs, HealthChecks health) {
        this.parts = parts;
        this.exits = new ExitHandler(parts, health, this::afterEnd);
        this.starter = new Starter(parts, exits);
        this.restarts = new RestartScheduler(parts, this::startByPolicy);
        this.removal = new ContainerRemover(parts, volumes, exits, restarts);
        this.execs = execs;
        this.freezer = new Freezer(parts, health);
        this.stopper = new Stopper(parts, restarts, freezer);
    }

    /** Suspends and resumes containers. */
    public Freezer freezer() {
        return freezer;
    }

    /** Ends containers. */
    public Stopper stopper() {
        return stopper;
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

    public void restart(ContainerEntry container, StopOptions options) {
        container.restarting = true;
        try {
            stopper.stop(container, options);
        } finally {
            container.restarting = false;
        }
        start(container);
        parts.done(container, "restart");
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
        restarts.cancelPlanned(container);
        stopper.end(container);
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
