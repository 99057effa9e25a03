package naru.container.runtime;

import naru.container.ContainerStats;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Reads the counters of containers: from their control groups, and from /proc. */
public final class Counters {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private Counters() {}

    private static CgroupReader group(String id) {
        return new CgroupReader(CGROUPS, "naru/" + id);
    }

    /** {@code pid}: a process in the container; 0 if its network is not its own. */
    public static ContainerStats read(String id, String name, int pid, Instant now) {
        var group = group(id);
        int cpus = Runtime.getRuntime().availableProcessors();
        return new ContainerStats(
                id,
                name,
                now,
                group.processes(),
                group.processLimit(),
                group.cpu(HostCounters.cpuNanos(), cpus),
                group.memory(HostCounters.memory()),
                group.blockBytes(),
                pid == 0 ? Map.of() : HostCounters.traffic(pid));
    }

    /** Whether the kernel has killed a process of the container for want of memory. */
    public static boolean ranOutOfMemory(String id) {
        return group(id).outOfMemoryKills() > 0;
    }
}
