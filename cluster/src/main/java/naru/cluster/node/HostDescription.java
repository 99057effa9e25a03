package naru.cluster.node;

import naru.cluster.option.ClusterSettings;
import naru.cluster.record.NodeDescription;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** This host as other nodes see it. */
final class HostDescription {
    private static final long NANO = 1_000_000_000;
    private static final Map<String, List<String>> PLUGINS =
            Map.of(
                    "Log", List.of("json-file", "local"),
                    "Network", List.of("bridge", "host", "ipvlan", "macvlan", "null", "overlay"),
                    "Volume", List.of("local"));

    private HostDescription() {}

    static NodeDescription of(ClusterSettings settings) {
        return new NodeDescription(
                line("/proc/sys/kernel/hostname", "localhost"),
                System.getProperty("os.arch", "").replace("amd64", "x86_64"),
                "linux",
                Runtime.getRuntime().availableProcessors() * NANO,
                memory(),
                settings.engineVersion(),
                settings.labels(),
                PLUGINS);
    }

    /** In bytes. See proc_meminfo(5). */
    private static long memory() {
        var words = line("/proc/meminfo", "MemTotal: 0 kB").split("\\s+", -1);
        return Long.parseLong(words[1]) << 10;
    }

    private static String line(String file, String absent) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.findFirst().orElse(absent);
        } catch (IOException unreadable) {
            return absent;
        }
    }
}
