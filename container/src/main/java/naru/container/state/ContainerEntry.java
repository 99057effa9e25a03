package naru.container.state;

import naru.container.event.ContainerInfo;
import naru.container.event.ContainerInfo.Phase;
import naru.container.model.Exit;
import naru.container.model.Health;
import naru.container.runtime.AttachSession;
import naru.container.store.ContainerRecord;
import naru.container.store.RunState;
import naru.linux.process.ProcessFd;
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
 * A container in memory. Its states may be read by any thread; the methods that change them throw
 * {@link IllegalStateException} without {@link #lock}.
 */
public final class ContainerEntry {
    public final String id;
    public final ReentrantLock lock = new ReentrantLock();
    public final Map<String, Exec> execs = new ConcurrentHashMap<>();

    /** The containers that live in its network namespace. */
    public final NamespaceMembers members = new NamespaceMembers();

    /** Callers who wait for the next run. */
    public final List<AttachSession> pending = new CopyOnWriteArrayList<>();

    /** The immutable part of its snapshot; created at first use. */
    public volatile @Nullable ImmutableFacts fixed;

    public volatile ContainerRecord record;
    public volatile boolean removed;

    /** Whether a user restarts it: the end of this run does not remove it. */
    public volatile boolean restarting;

    private volatile RunState run;
    private volatile boolean stopping;
    private volatile @Nullable ProcessFd process;
    private volatile int shortRuns;
    private volatile @Nullable RestartAttempt attempt;
    private volatile @Nullable Health health;
    private volatile @Nullable Thread prober;
    private volatile CompletableFuture<Exit> ended =
            CompletableFuture.completedFuture(new Exit(0, ""));

    private final List<CompletableFuture<Exit>> exitWaiters = new ArrayList<>();
    private final List<CompletableFuture<Exit>> removalWaiters = new ArrayList<>();

    public ContainerEntry(ContainerRecord record, RunState run) {
        this.id = record.id();
        this.record = record;
        this.run = run;
    }

    private void checkLocked() {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("container " + id + " is not locked");
        }
    }

    public RunState run() {
        return run;
    }

    /** The caller writes the state to the journal. */
    void become(RunState next) {
        checkLocked();
        run = next;
    }

    /** Whether the present run has received the signal that ends it, or is about to. */
    public boolean isStopping() {
        return stopping;
    }

    /** False if it does not run, or is stopping already. */
    public boolean beginStopping() {
        checkLocked();
        boolean begins = run.active() && !stopping;
        stopping |= begins;
        return begins;
    }

    /** The first process, while there is one. */
    public @Nullable ProcessFd process() {
        return process;
    }

    /** A new run begins, whose end completes another future. */
    public void expectEnd() {
        checkLocked();
        ended = new CompletableFuture<>();
    }

    /** Takes over the descriptor; null if the process has ended already. */
    public void hold(@Nullable ProcessFd first) {
        checkLocked();
        process = first;
        stopping = false;
    }

    /** Closes the descriptor of the first process. */
    public void releaseProcess() {
        checkLocked();
        var first = process;
        if (first != null) {
            first.close();
            process = null;
        }
    }

    /** Completes when the present run has been cleaned up. */
    public CompletableFuture<Exit> ended() {
        return ended;
    }

    /**
     * Counts a run that ended soon or did not begin; returns how many did in a row. After a steady
     * run the count starts again.
     */
    public int countShortRun(boolean steady) {
        checkLocked();
        shortRuns = steady ? 1 : shortRuns + 1;
        return shortRuns;
    }

    public void resetShortRuns() {
        checkLocked();
        shortRuns = 0;
    }

    /** The start that a policy has planned; null without one. */
    public @Nullable RestartAttempt attempt() {
        return attempt;
    }

    /** Replaces the planned start; null for none. */
    public void plan(@Nullable RestartAttempt next) {
        checkLocked();
        attempt = next;
    }

    /** The result of the health check; null without one, and before the first run. */
    public @Nullable Health health() {
        return health;
    }

    public void report(@Nullable Health result) {
        checkLocked();
        health = result;
    }

    /** The thread that probes the present run; null if none does. */
    public @Nullable Thread prober() {
        return prober;
    }

    public void probeBy(@Nullable Thread thread) {
        checkLocked();
        prober = thread;
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

    /** Rejects a request for a container that has been removed meanwhile. */
    public void checkExists() {
        if (removed) {
            throw new NaruException.NotFound("No such container: " + id);
        }
    }

    /** Rejects a request that requires a running container, in Docker's words. */
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

    /** Its name with a slash in front, as in Docker's messages. */
    public String path() {
        return "/" + record.name();
    }

    public Exit exit() {
        return new Exit(run.exitCode(), run.error());
    }
}
