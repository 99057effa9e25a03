package naru.container.state;

import naru.container.event.ContainerInfo;
import naru.container.event.ContainerInfo.Phase;
import naru.container.model.Exit;
import naru.container.model.Health;
import naru.container.runtime.AttachSession;
import naru.container.store.ContainerRecord;
import naru.container.store.RunState;
import naru.linux.ProcessFd;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A container in memory. Changed under {@link #lock}; {@code record} and {@code run} may be read
 * without it.
 */
public final class ContainerEntry {
    public final String id;
    public final ReentrantLock lock = new ReentrantLock();
    public final Map<String, Exec> execs = new ConcurrentHashMap<>();

    /** The containers that live in its network namespace. */
    public final NamespaceMembers members = new NamespaceMembers();

    /** Callers who wait for the next run. */
    public final List<AttachSession> pending = new CopyOnWriteArrayList<>();

    /** What never changes of its picture; made when it is first looked at. */
    public volatile @Nullable ImmutableFacts fixed;

    public volatile ContainerRecord record;
    public volatile RunState run;
    public volatile boolean removed;

    /** It is being restarted by a user: the end of this run does not remove it. */
    public volatile boolean restarting;

    /** The present run is about to receive the signal that ends it, or has received it. */
    public volatile boolean stopping;

    /** The first process, while there is one. */
    public volatile @Nullable ProcessFd process;

    /** Runs in a row that ended soon or did not begin; a policy waits the longer. */
    public volatile int shortRuns;

    /** The start that a policy has planned; null without one. */
    public volatile @Nullable RestartAttempt attempt;

    /** What the health check says; null without one, and before the first run. */
    public volatile @Nullable Health health;

    /** Probes the present run, if it is to be probed. */
    public volatile @Nullable Thread prober;

    /** Completes when the present run has been cleaned up. */
    public volatile CompletableFuture<Exit> ended =
            CompletableFuture.completedFuture(new Exit(0, ""));

    private final List<CompletableFuture<Exit>> exitWaiters = new ArrayList<>();
    private final List<CompletableFuture<Exit>> removalWaiters = new ArrayList<>();

    public ContainerEntry(ContainerRecord record, RunState run) {
        this.id = record.id();
        this.record = record;
        this.run = run;
    }

    public synchronized CompletableFuture<Exit> onExit() {
        var waiter = new CompletableFuture<Exit>();
        exitWaiters.add(waiter);
        return waiter;
    }

    public synchronized CompletableFuture<Exit> onRemoval() {
        var waiter = new CompletableFuture<Exit>();
        if (removed) {
            waiter.complete(exit());
        } else {
            removalWaiters.add(waiter);
        }
        return waiter;
    }

    public void notifyExit() {
        var exit = exit();
        List<CompletableFuture<Exit>> waiters;
        synchronized (this) {
            waiters = List.copyOf(exitWaiters);
            exitWaiters.clear();
        }
        waiters.forEach(waiter -> waiter.complete(exit));
        ended.complete(exit);
    }

    public void notifyRemoval() {
        List<CompletableFuture<Exit>> waiters;
        synchronized (this) {
            removed = true;
            waiters = List.copyOf(removalWaiters);
            removalWaiters.clear();
        }
        waiters.forEach(waiter -> waiter.complete(exit()));
    }

    /** Refuses what is asked of a container that has meanwhile been removed. */
    public void checkExists() {
        if (removed) {
            throw new NaruException.NotFound("No such container: " + id);
        }
    }

    /** Refuses what only a container that runs can do, in Docker's words. */
    public void checkRunning() {
        if (run.restarting()) {
            throw new NaruException.Conflict(
                    "Container " + id + " is restarting, wait until the container is running");
        }
        if (!run.active()) {
            throw new NaruException.Conflict("container " + id + " is not running");
        }
    }

    /** The container as events carry it. */
    public ContainerInfo info() {
        var config = record.config();
        var checked = health;
        return new ContainerInfo(
                id,
                record.name(),
                config.image(),
                config.labels(),
                phase(),
                checked == null ? null : checked.status());
    }

    private Phase phase() {
        var now = run;
        if (now.active()) {
            boolean paused = now.status() == RunState.Status.PAUSED;
            return stopping ? Phase.STOPPING : paused ? Phase.PAUSED : Phase.RUNNING;
        }
        if (now.restarting()) {
            return Phase.RESTARTING;
        }
        return now.startedAt() == null ? Phase.CREATED : Phase.EXITED;
    }

    /** Its name as Docker's messages have it, with a slash in front. */
    public String path() {
        return "/" + record.name();
    }

    public Exit exit() {
        return new Exit(run.exitCode(), run.error());
    }
}
