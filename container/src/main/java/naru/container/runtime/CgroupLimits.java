package naru.container.runtime;

import naru.container.oci.OciSpec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Changes the limits of a running container in its control groups, v1 or v2, as the OCI runtime set
 * them at its start. Null values remain unchanged.
 */
final class CgroupLimits {
    private static final long USUAL_PERIOD = 100_000; // microseconds, as the kernel's

    private final Path root;
    private final String group;
    private final boolean unified;

    CgroupLimits(Path root, String group) {
        this.root = root;
        this.group = group;
        this.unified = Files.exists(root.resolve("cgroup.controllers"));
    }

    void apply(OciSpec.Resources limits) throws IOException {
        if (limits.memory() != null) {
            memory(limits.memory());
        }
        if (limits.cpu() != null) {
            cpu(limits.cpu());
        }
        if (limits.pids() != null) {
            write("pids", "pids.max", limits.pids().limit());
        }
        if (limits.blockIO() != null && limits.blockIO().weight() != null) {
            String file = unified ? "io.bfq.weight" : "blkio.bfq.weight";
            write(unified ? "io" : "blkio", file, (long) limits.blockIO().weight());
        }
    }

    private void memory(OciSpec.Memory memory) throws IOException {
        Long limit = memory.limit();
        Long both = memory.swap(); // memory and swap together
        if (unified) {
            write("memory", "memory.low", memory.reservation());
            if (both != null && limit != null) {
                write("memory", "memory.swap.max", both < 0 ? -1L : Long.valueOf(both - limit));
            }
            write("memory", "memory.max", limit);
            return;
        }
        write("memory", "memory.soft_limit_in_bytes", memory.reservation());
        // The sum must never be below its part, which determines the order of the writes.
        Path present = file("memory", "memory.memsw.limit_in_bytes");
        boolean grows = both != null && (both < 0 || both > number(present));
        if (grows) {
            write("memory", "memory.memsw.limit_in_bytes", both);
        }
        write("memory", "memory.limit_in_bytes", limit);
        if (!grows) {
            write("memory", "memory.memsw.limit_in_bytes", both);
        }
    }

    private void cpu(OciSpec.Cpu cpu) throws IOException {
        Long shares = cpu.shares();
        Long quota = cpu.quota();
        Long period = cpu.period();
        if (unified) {
            if (shares != null) { // 2 to 262144 becomes 1 to 10000, as in crun and runc
                write("cpu", "cpu.weight", 1 + (shares - 2) * 9999 / 262142);
            }
            if (quota != null || period != null) {
                long each = period == null ? USUAL_PERIOD : period;
                Files.writeString(
                        file("cpu", "cpu.max"),
                        (quota == null || quota < 0 ? "max" : quota) + " " + each);
            }
        } else {
            write("cpu", "cpu.shares", shares);
            write("cpu", "cpu.cfs_period_us", period);
            write("cpu", "cpu.cfs_quota_us", quota);
        }
        if (cpu.cpus() != null) {
            Files.writeString(file("cpuset", "cpuset.cpus"), cpu.cpus());
        }
        if (cpu.mems() != null) {
            Files.writeString(file("cpuset", "cpuset.mems"), cpu.mems());
        }
    }

    private Path file(String controller, String name) {
        return unified
                ? root.resolve(group).resolve(name)
                : root.resolve(controller).resolve(group).resolve(name);
    }

    private static long number(Path file) throws IOException {
        return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
    }

    /** Negative values mean no limit; a file that the kernel lacks is skipped. */
    private void write(String controller, String name, @Nullable Long value) throws IOException {
        Path file = file(controller, name);
        if (value != null && Files.exists(file)) {
            boolean none = value < 0 && (unified || name.equals("pids.max"));
            Files.writeString(file, none ? "max" : Long.toString(value));
        }
    }
}
