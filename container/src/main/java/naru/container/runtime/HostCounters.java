package naru.container.runtime;

import naru.container.model.ContainerStats.Traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counters of the host from /proc, and of the network as one process sees it. */
final class HostCounters {
    private static final Path PROC = Path.of("/proc");
    private static final long NANOS_A_TICK = 10_000_000; // USER_HZ is 100
    private static final int COUNTED = 8; // user to steal; guests are in user. proc_stat(5)

    private HostCounters() {}

    /** All CPUs' time since the boot, idle time too, in nanoseconds. */
    static long cpuNanos() {
        for (String line : lines(PROC.resolve("stat"))) {
            if (line.startsWith("cpu ")) {
                return NANOS_A_TICK
                        * Arrays.stream(line.substring(4).strip().split("\\s+"))
                                .limit(COUNTED)
                                .mapToLong(Long::parseLong)
                                .sum();
            }
        }
        return 0;
    }

    /** Installed memory in bytes. */
    static long memory() {
        for (String line : lines(PROC.resolve("meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }

    /** The traffic of the interfaces that a process sees, without the loopback interface. */
    static Map<String, Traffic> traffic(int pid) {
        return traffic(lines(PROC.resolve(Integer.toString(pid)).resolve("net/dev")));
    }

    static Map<String, Traffic> traffic(List<String> lines) {
        var all = new TreeMap<String, Traffic>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip();
            String[] n =
                    colon < 0 ? new String[0] : line.substring(colon + 1).strip().split("\\s+");
            if (n.length >= 12 && !name.equals("lo")) {
                all.put(
                        name,
                        new Traffic(
                                Long.parseLong(n[0]),
                                Long.parseLong(n[1]),
                                Long.parseLong(n[2]),
                                Long.parseLong(n[3]),
                                Long.parseLong(n[8]),
                                Long.parseLong(n[9]),
                                Long.parseLong(n[10]),
                                Long.parseLong(n[11])));
            }
        }
        return all;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException gone) {
            return List.of();
        }
    }
}
