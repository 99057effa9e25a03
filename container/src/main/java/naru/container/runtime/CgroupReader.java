package naru.container.runtime;

import naru.container.model.ContainerStats.Cpu;
import naru.container.model.ContainerStats.Memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the counters of a container's control groups: cgroup v2, or v1 with a tree for each
 * controller, even beside an empty v2 tree. See the kernel's documentation, cgroup-v1 and
 * cgroup-v2.
 */
final class CgroupReader {
    private static final long NANOS_A_TICK = 10_000_000; // USER_HZ is 100
    private static final long NANOS_A_MICRO = 1_000;
    private static final long NO_LIMIT = 1L << 60; // v1 writes a number near 2^63

    private final Path root;
    private final String group;
    private final boolean unified;

    /** {@code root} is the directory of the trees, {@code group} the path in each of them. */
    CgroupReader(Path root, String group) {
        this.root = root;
        this.group = group;
        this.unified = Files.exists(root.resolve("cgroup.controllers"));
    }

    private Path file(String controller, String name) {
        return unified
                ? root.resolve(group).resolve(name)
                : root.resolve(controller).resolve(group).resolve(name);
    }

    Cpu cpu(long system, int cpus) {
        var stat = table(file("cpu", "cpu.stat"));
        if (unified) {
            return new Cpu(
                    NANOS_A_MICRO * get(stat, "usage_usec"),
                    NANOS_A_MICRO * get(stat, "user_usec"),
                    NANOS_A_MICRO * get(stat, "system_usec"),
                    system,
                    cpus,
                    get(stat, "nr_periods"),
                    get(stat, "nr_throttled"),
                    NANOS_A_MICRO * get(stat, "throttled_usec"));
        }
        var split = table(file("cpuacct", "cpuacct.stat"));
        return new Cpu(
                number(file("cpuacct", "cpuacct.usage")),
                NANOS_A_TICK * get(split, "user"),
                NANOS_A_TICK * get(split, "system"),
                system,
                cpus,
                get(stat, "nr_periods"),
                get(stat, "nr_throttled"),
                get(stat, "throttled_time"));
    }

    Memory memory(long installed) {
        var details = table(file("memory", "memory.stat"));
        if (unified) {
            return new Memory(
                    number(file("memory", "memory.current")),
                    number(file("memory", "memory.peak")),
                    limit(number(file("memory", "memory.max")), installed),
                    get(table(file("memory", "memory.events")), "oom"),
                    details);
        }
        return new Memory(
                number(file("memory", "memory.usage_in_bytes")),
                number(file("memory", "memory.max_usage_in_bytes")),
                limit(number(file("memory", "memory.limit_in_bytes")), installed),
                number(file("memory", "memory.failcnt")),
                details);
    }

    private static long limit(long limit, long installed) {
        return limit <= 0 || limit >= NO_LIMIT ? installed : limit;
    }

    long processes() {
        return number(file("pids", "pids.current"));
    }

    /** 0 for none. */
    long processLimit() {
        return number(file("pids", "pids.max"));
    }

    /** The number of processes of the container that the kernel has killed for lack of memory. */
    long outOfMemoryKills() {
        return unified
                ? get(table(file("memory", "memory.events")), "oom_kill")
                : get(table(file("memory", "memory.oom_control")), "oom_kill");
    }

    /** Bytes by {@code major:minor operation}. */
    Map<String, Long> blockBytes() {
        var bytes = new TreeMap<String, Long>();
        if (unified) {
            for (String line : lines(file("io", "io.stat"))) {
                String[] words = line.split(" ", -1);
                for (String word : words) {
                    if (word.startsWith("rbytes=") || word.startsWith("wbytes=")) {
                        String operation = word.startsWith("r") ? " read" : " write";
                        bytes.put(words[0] + operation, parse(word.substring(7)));
                    }
                }
            }
            return bytes;
        }
        Path file = file("blkio", "blkio.throttle.io_service_bytes_recursive");
        for (String line : lines(file)) {
            String[] words = line.split(" ", -1);
            if (words.length == 3) {
                bytes.put(
                        words[0] + " " + words[1].toLowerCase(java.util.Locale.ROOT),
                        parse(words[2]));
            }
        }
        return bytes;
    }

    /** {@code name value} a line. */
    private static Map<String, Long> table(Path file) {
        var table = new TreeMap<String, Long>();
        for (String line : lines(file)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                table.put(line.substring(0, space), parse(line.substring(space + 1)));
            }
        }
        return table;
    }

    private static long get(Map<String, Long> table, String name) {
        return table.getOrDefault(name, 0L);
    }

    private static long number(Path file) {
        var lines = lines(file);
        return lines.isEmpty() ? 0 : parse(lines.getFirst());
    }

    /** 0 for other text, such as {@code max}. */
    private static long parse(String text) {
        try {
            return Long.parseUnsignedLong(text.strip());
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    private static java.util.List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException notCounted) {
            return java.util.List.of();
        }
    }
}
