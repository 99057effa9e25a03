package naru.container.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import naru.container.event.ContainerEvent;
import naru.container.plan.LogFiles;
import naru.container.plan.Names;
import naru.container.plan.SignalNames;
import naru.container.runtime.Conmon;
import naru.container.runtime.LogRotation;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.store.RunState;
import naru.container.tar.FileTree;
import naru.linux.error.LinuxException;
import naru.linux.process.Child;
import naru.linux.process.ProcessFd;
import naru.linux.process.Signals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Waits for the end of containers and tears down their sandbox, root file system, control groups
 * and runtime files. Each step may be repeated, by this or a later daemon.
 */
public final class ExitHandler {
    private static final System.Logger LOG = System.getLogger(ExitHandler.class.getName());
    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int KILLED = 128 + SignalNames.SIGKILL;

    private final ContainerComponents parts;
    private final HealthChecks health;
    private final LogRotation logs = new LogRotation();
    private final Consumer<ContainerEntry> afterwards;
    private volatile boolean stopped;

    /**
     * @param afterwards restarts or removes a container that has ended and is cleaned up
     */
    ExitHandler(
            ContainerComponents parts, HealthChecks health, Consumer<ContainerEntry> afterwards) {
        this.parts = parts;
        this.health = health;
        this.afterwards = afterwards;
    }

    /** Stops watching; containers continue to run. */
    public void stop() {
        stopped = true;
        logs.close();
    }

    /**
     * Probes the health of a running container, and cleans up when its conmon, a child of this
     * process, has exited, which happens after the container's end.
     */
    void watch(ContainerEntry container, Child monitor) {
        begin(container);
        monitor.whenEnded(() -> handleExit(container));
    }

    /** Likewise for the child of an earlier daemon, in a thread of its own. */
    void watch(ContainerEntry container, ProcessFd monitor) {
        begin(container);
        Thread.ofPlatform()
                .name("watch " + Names.shortId(container.id))
                .daemon()
                .start(() -> {
                    try (monitor) {
                        while (!monitor.awaitExit(LONG)) {
                            // still running
                        }
                    }
                    handleExit(container);
                });
    }

    private void begin(ContainerEntry container) {
        health.begin(container);
        var files = LogFiles.of(container.record.hostConfig());
        if (files.maxBytes() > 0) {
            Cleanup.attempt(() -> logs.begin(parts.paths().log(container.id), files.maxFiles()));
        }
    }

    private void handleExit(ContainerEntry container) {
        try {
            if (!stopped) {
                ended(container);
            }
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "the end of " + container.id, failure);
        }
    }

    /** Cleans up after a container whose conmon has exited, and publishes the exit. */
    void ended(ContainerEntry container) {
        container.lock.lock();
        try {
            if (!container.run().active()) {
                return;
            }
            health.end(container);
            Cleanup.attempt(() -> logs.end(parts.paths().log(container.id)));
            var exit = exitStatus(container.id);
            if (!Files.exists(parts.paths().exit(container.id))) {
                killLeftovers(container.id); // conmon was killed: the container may still run
            }
            if (container.record.hostConfig().pidMode().equals("host")) {
                parts.cgroups().kill(container.id); // without a PID namespace, its other processes
                // continue to run
            }
            container.releaseProcess();
            boolean oom = oomKilled(container.id);
            var run =
                    RestartScheduler.afterExit(
                            container.record.hostConfig().restartPolicy(),
                            container.run().exited(exit, oom, parts.clock().instant()));
            var rest = parts.events().holding(() -> takeDown(container));
            parts.table().settle(container, run);
            parts.log()
                    .append(new ContainerEvent.Exited(container.info(), exit, oom, duration(run)));
            rest.run(); // Docker's order: a container dies, and then its networks are left
            Cleanup.attempt(() -> parts.shared().settle(container));
        } finally {
            container.lock.unlock();
        }
        afterwards.accept(container);
    }

    /** The duration of the last run. */
    private static Duration duration(RunState run) {
        return run.startedAt() == null || run.finishedAt() == null
                ? Duration.ZERO
                : Duration.between(Instant.parse(run.startedAt()), Instant.parse(run.finishedAt()));
    }

    private int exitStatus(String id) {
        try {
            Path file = parts.paths().exit(id);
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : KILLED;
        } catch (IOException | NumberFormatException damaged) {
            return KILLED;
        }
    }

    private boolean oomKilled(String id) {
        return Files.exists(parts.paths().bundle(id).resolve("oom"))
                || parts.cgroups().ranOutOfMemory(id);
    }

    /** Tears down all objects of a run. */
    void takeDown(ContainerEntry container) {
        String id = container.id;
        Cleanup.attempt(() -> parts.shared().release(container));
        Cleanup.attempt(() -> parts.shared().leave(container));
        if (!unmount(id)) {
            Thread.ofVirtual().name("unmount " + Names.shortId(id)).start(() -> unmountLater(id));
        }
        Cleanup.attempt(() -> parts.sharedMemory().close(id));
        Cleanup.attempt(() -> removeRuntimeFiles(id));
    }

    /** Retries with a growing pause, unless the container runs again in the same place. */
    private void unmountLater(String id) {
        var pause = Duration.ofSeconds(1);
        while (!stopped) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException unexpected) {
                return;
            }
            var container = parts.table().get(id);
            if (container == null ? unmount(id) : unmountUnlessActive(container)) {
                return;
            }
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
    }

    private boolean unmountUnlessActive(ContainerEntry container) {
        container.lock.lock();
        try {
            return container.run().active() || unmount(container.id);
        } finally {
            container.lock.unlock();
        }
    }

    private boolean unmount(String id) {
        return Cleanup.attempt(() -> parts.roots().unmount(id));
    }

    void removeRuntimeFiles(String id) throws IOException {
        parts.cgroups().remove(id);
        FileTree.delete(parts.paths().bundle(id));
        FileTree.delete(parts.paths().runtimeRoot().resolve(id));
        Files.deleteIfExists(parts.paths().exit(id));
    }

    /**
     * Kills the processes that a start or a run has left: its conmon, and all processes in its
     * control groups.
     */
    void killLeftovers(String id) {
        Path bundle = parts.paths().bundle(id);
        Cleanup.attempt(() -> {
            int monitor = Conmon.monitorPid(bundle);
            if (monitor > 1 && names(monitor, bundle.toString())) {
                kill(monitor);
            }
        });
        parts.cgroups().kill(id);
    }

    private static void kill(int pid) {
        try (var process = ProcessFd.open(pid)) {
            process.kill(Signals.SIGKILL);
            process.awaitExit(Duration.ofSeconds(2));
        } catch (LinuxException gone) {
            // it has ended by itself
        }
    }

    /**
     * Kills the processes of an interrupted start: conmon, the runtime, and the first process
     * before it executes the program. All of them name the bundle in their command lines. One may
     * start another during the search, so the search is repeated until none is found.
     */
    void killStarters(String id) {
        String bundle = parts.paths().bundle(id).toString();
        boolean found = true;
        while (found) {
            found = false;
            for (int pid : pids()) {
                if (names(pid, bundle)) {
                    kill(pid);
                    found = true;
                }
            }
        }
        killLeftovers(id);
    }

    private static List<Integer> pids() {
        var pids = new ArrayList<Integer>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            entries.forEach(entry -> pids.add(Integer.valueOf(entry.getFileName().toString())));
        } catch (IOException unreadable) {
            LOG.log(System.Logger.Level.WARNING, "cannot list processes: " + unreadable);
        }
        return pids;
    }

    private static boolean names(int pid, String bundle) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), ISO_8859_1)
                    .contains(bundle);
        } catch (IOException gone) {
            return false;
        }
    }
}
