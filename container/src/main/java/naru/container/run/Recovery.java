package naru.container.run;

import naru.container.plan.Names;
import naru.container.plan.NetworkPlan;
import naru.container.runtime.Conmon;
import naru.container.runtime.ProcessTimes;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.store.RunState;
import naru.linux.Fd;
import naru.linux.MountTable;
import naru.linux.error.LinuxException;
import naru.linux.process.ProcessFd;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;

/** Adopts running containers after a restart of the daemon, and removes leftovers. */
public final class Recovery {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

    private final ContainerComponents parts;
    private final ExitHandler exits;

    public Recovery(ContainerComponents parts, ExitHandler exits) {
        this.parts = parts;
        this.exits = exits;
    }

    /** Whether the processes in a container's record still exist, and are the same ones. */
    public boolean isAlive(RunState run) {
        return run.active()
                && run.bootId().equals(parts.bootId())
                && run.pidStart() != 0
                && ProcessTimes.start(run.pid()) == run.pidStart();
    }

    /** Registers a running container as a member of another one's namespace. */
    public void rejoin(ContainerEntry container) {
        if (NetworkPlan.isShared(container.record) && isAlive(container.run())) {
            parts.shared().rejoin(container);
        }
    }

    /**
     * Copies of the descriptors kept by the monitor of a running container, or of a member of its
     * namespace.
     */
    public List<Fd> kept(ContainerEntry owner) {
        var own = kept(owner.run());
        return own.isEmpty()
                ? parts.table().all().stream()
                        .filter(each -> NetworkPlan.isShared(each.record))
                        .filter(each -> parts.shared().owner(each.record).orElse(each) == owner)
                        .map(each -> kept(each.run()))
                        .filter(fds -> !fds.isEmpty())
                        .findFirst()
                        .orElse(List.of())
                : own;
    }

    private List<Fd> kept(RunState run) {
        if (!run.active() || !isMonitored(run)) {
            return List.of();
        }
        try (var monitor = ProcessFd.open(run.monitorPid())) {
            return isMonitored(run) ? Conmon.kept(monitor) : List.of();
        } catch (LinuxException gone) {
            return List.of();
        }
    }

    private boolean isMonitored(RunState run) {
        return run.bootId().equals(parts.bootId())
                && run.monitorStart() != 0
                && ProcessTimes.start(run.monitorPid()) == run.monitorStart();
    }

    /** Rolls back an interrupted start; adopts a running container, or handles its end. */
    public void recover(ContainerEntry container) {
        container.lock.lock();
        try {
            recoverLocked(container);
        } finally {
            container.lock.unlock();
        }
    }

    private void recoverLocked(ContainerEntry container) {
        var run = container.run();
        if (run.status() == RunState.Status.STARTING) {
            exits.killStarters(container.id);
            exits.takeDown(container);
            var failed = run.failed(128, "the engine died during start");
            boolean byPolicy = run.restarting();
            parts.table()
                    .update(container, byPolicy ? failed.with(RunState.Status.RESTARTING) : failed);
        } else if (run.active()) {
            adopt(container);
        }
    }

    private void adopt(ContainerEntry container) {
        var run = container.run();
        if (!isMonitored(run)) {
            exits.ended(container);
            return;
        }
        try {
            var monitor = ProcessFd.open(run.monitorPid());
            container.hold(isAlive(run) ? ProcessFd.open(run.pid()) : null);
            container.expectEnd();
            exits.watch(container, monitor);
        } catch (LinuxException gone) {
            exits.ended(container);
        }
    }

    /** Removes mounts, bundles and folders that belong to no running container. */
    public void sweep() {
        var active = new HashSet<String>();
        var known = new HashSet<String>();
        for (var container : parts.table().all()) {
            known.add(container.id);
            if (container.run().active()) {
                active.add(Names.shortId(container.id));
            }
        }
        var paths = parts.paths();
        for (var mount : MountTable.below(paths.roots())) {
            var name = mount.target().getFileName().toString();
            if (!mount.target().equals(paths.roots())
                    && active.stream().noneMatch(name::startsWith)) {
                LOG.log(System.Logger.Level.INFO, "unmounting leftover " + mount.target());
                Cleanup.attempt(() -> parts.roots().unmount(mount.target()));
            }
        }
        Cleanup.attempt(() -> sweepHomes(known));
    }

    private void sweepHomes(HashSet<String> known) throws IOException {
        try (var entries = Files.newDirectoryStream(parts.paths().homes())) {
            for (var entry : entries) {
                String id = entry.getFileName().toString();
                if (!known.contains(id)) {
                    parts.roots().delete(id);
                }
            }
        }
    }
}
