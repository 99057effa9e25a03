package naru.container.runtime;

import naru.container.model.ContainerStats;

import java.time.Instant;
import java.util.Map;

/** Reads the counters of containers: from their control groups, and from /proc. */
public final class Counters {
    private Counters() {}

    /** {@code pid} is a process in the container; 0 if it shares another network namespace. */
    public static ContainerStats read(
            Cgroups cgroups, String id, String name, int pid, Instant now) {
        var group = cgroups.counters(id);
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
}
