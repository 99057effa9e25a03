package naru.api.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The features of cgroups below {@code root}, usually /sys/fs/cgroup: version 2, or version 1 with
 * one hierarchy per controller. See cgroups(7).
 */
record CgroupFacts(Path root) {
    static final CgroupFacts HOST = new CgroupFacts(Path.of("/sys/fs/cgroup"));

    boolean isVersionTwo() {
        return Files.exists(root.resolve("cgroup.controllers"));
    }

    /** Whether a file exists, or in version 2 its controller. */
    private boolean has(String controller, String file) {
        return isVersionTwo()
                ? controllers().contains(controller)
                : Files.exists(root.resolve(controller).resolve(file));
    }

    private Set<String> controllers() {
        try {
            var text = Files.readString(root.resolve("cgroup.controllers")).strip();
            return Set.of(text.isEmpty() ? new String[0] : text.split(" ", -1));
        } catch (IOException ignored) {
            return Set.of();
        }
    }

    boolean memory() {
        return has("memory", "memory.limit_in_bytes");
    }

    boolean swap() {
        return has("memory", "memory.memsw.limit_in_bytes");
    }

    boolean oomKillDisable() {
        return !isVersionTwo() && has("memory", "memory.oom_control");
    }

    boolean cpuQuota() {
        return has("cpu", "cpu.cfs_quota_us");
    }

    boolean cpuPeriod() {
        return has("cpu", "cpu.cfs_period_us");
    }

    boolean cpuShares() {
        return has("cpu", "cpu.shares");
    }

    boolean cpuset() {
        return has("cpuset", "cpuset.cpus");
    }

    boolean pids() {
        // The root cgroup of version 1 has no limits.
        return isVersionTwo()
                ? controllers().contains("pids")
                : Files.isDirectory(root.resolve("pids"));
    }

    /** Missing features, with Docker's texts and order. */
    List<String> warnings() {
        var warnings = new ArrayList<String>();
        missing(memory(), "memory limit", warnings);
        missing(swap(), "swap limit", warnings);
        missing(isVersionTwo() || oomKillDisable(), "oom kill disable", warnings);
        missing(cpuQuota(), "cpu cfs quota", warnings);
        missing(cpuPeriod(), "cpu cfs period", warnings);
        missing(cpuShares(), "cpu shares", warnings);
        missing(cpuset(), "cpuset", warnings);
        if (isVersionTwo()) {
            boolean io = controllers().contains("io");
            missing(io, "io.weight", warnings);
            missing(io, "io.weight (per device)", warnings);
            for (String limit : List.of("rbps", "wbps", "riops", "wiops")) {
                missing(io, "io.max (" + limit + ")", warnings);
            }
        } else {
            for (String limit : List.of("read_bps", "write_bps", "read_iops", "write_iops")) {
                String file = "throttle." + limit + "_device";
                missing(has("blkio", "blkio." + file), "blkio " + file, warnings);
            }
        }
        return warnings;
    }

    private static void missing(boolean there, String what, List<String> into) {
        if (!there) {
            into.add("WARNING: No " + what + " support");
        }
    }
}
