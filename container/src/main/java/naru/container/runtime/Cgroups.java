package naru.container.runtime;

import naru.container.oci.CgroupName;
import naru.container.oci.OciSpec;
import naru.linux.error.LinuxException;
import naru.linux.process.Signals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The control groups of containers in each tree, {@code /naru/<id>} where they name no other
 * parent. See cgroups(7).
 */
public final class Cgroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private final List<Path> trees;
    private final UnaryOperator<String> groupOf;

    /**
     * Finds the trees: one for cgroup v2, one for each controller of v1.
     *
     * @param groupOf returns a container's group by its id
     */
    public Cgroups(UnaryOperator<String> groupOf) {
        this.groupOf = groupOf;
        var found = new LinkedHashSet<Path>();
        if (Files.exists(ROOT.resolve("cgroup.controllers"))) {
            found.add(ROOT);
        } else {
            try (var entries = Files.newDirectoryStream(ROOT)) {
                for (Path entry : entries) {
                    if (Files.isDirectory(entry) && !Files.isSymbolicLink(entry)) {
                        found.add(entry);
                    }
                }
            } catch (IOException none) {
                // no control groups here: nothing to clean up either
            }
        }
        trees = List.copyOf(found);
    }

    /** Removes a container's groups; its processes must have ended. */
    public void remove(String id) {
        for (Path tree : trees) {
            removeTree(tree.resolve(groupOf.apply(id)));
        }
    }

    private static void removeTree(Path group) {
        if (!Files.isDirectory(group)) {
            return;
        }
        try (var entries = Files.newDirectoryStream(group, Files::isDirectory)) {
            for (Path below : entries) {
                removeTree(below);
            }
        } catch (IOException gone) {
            return;
        }
        try {
            Files.delete(group);
        } catch (IOException busy) {
            // a process in it is ending; the removal of the container retries
        }
    }

    /** Kills all processes in a container's groups. */
    public void kill(String id) {
        for (int pid : processes(id)) {
            try {
                Signals.kill(pid, Signals.SIGKILL);
            } catch (LinuxException gone) {
                // it has ended by itself
            }
        }
    }

    /** The processes of a container. */
    public Set<Integer> processes(String id) {
        var pids = new LinkedHashSet<Integer>();
        for (Path tree : trees) {
            Path file = tree.resolve(groupOf.apply(id)).resolve("cgroup.procs");
            try {
                for (String line : Files.readAllLines(file)) {
                    pids.add(Integer.valueOf(line));
                }
            } catch (IOException none) {
                // not in this tree
            }
        }
        return pids;
    }

    /** Suspends all processes of a container, or resumes them. */
    public void freeze(String id, boolean frozen) throws IOException {
        for (Path tree : trees) {
            Path group = tree.resolve(groupOf.apply(id));
            if (Files.exists(group.resolve("freezer.state"))) {
                Files.writeString(group.resolve("freezer.state"), frozen ? "FROZEN" : "THAWED");
            } else if (Files.exists(group.resolve("cgroup.freeze"))) {
                Files.writeString(group.resolve("cgroup.freeze"), frozen ? "1" : "0");
            }
        }
    }

    /** Changes the limits of a running container. */
    public void limit(String id, OciSpec.Resources limits) throws IOException {
        new CgroupLimits(ROOT, groupOf.apply(id)).apply(limits);
    }

    /** Whether the kernel has killed a process of the container for lack of memory. */
    public boolean ranOutOfMemory(String id) {
        return counters(id).outOfMemoryKills() > 0;
    }

    CgroupReader counters(String id) {
        return new CgroupReader(ROOT, groupOf.apply(id));
    }

    /** Ids of containers that have groups, including those of other daemons. */
    public List<String> ids() {
        var ids = new LinkedHashSet<String>();
        for (Path tree : trees) {
            try (var entries =
                    Files.newDirectoryStream(tree.resolve(CgroupName.PARENT), Files::isDirectory)) {
                entries.forEach(entry -> ids.add(entry.getFileName().toString()));
            } catch (IOException none) {
                // no container has one here
            }
        }
        return new ArrayList<>(ids);
    }

    /** Removes the common parent if it is empty. */
    public void removeParent() {
        for (Path tree : trees) {
            try {
                Files.deleteIfExists(tree.resolve(CgroupName.PARENT));
            } catch (IOException inUse) {
                // by a container, or by another daemon's
            }
        }
    }
}
