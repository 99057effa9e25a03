package naru.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * How much a daemon holds.
 *
 * @param heapKiB what is in use after a full collection
 */
record DaemonVitals(long threads, long files, long heapKiB) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /** Asks the kernel and, by its own jcmd, the JVM. */
    static DaemonVitals of(long pid) throws IOException {
        var process = Path.of("/proc/" + pid);
        var jcmd = process.resolve("exe").toRealPath().resolveSibling("jcmd").toString();
        var shell = new Shell();
        shell.quietly(jcmd, Long.toString(pid), "GC.run").text();
        var heap = shell.quietly(jcmd, Long.toString(pid), "GC.heap_info").text();
        long used = 0;
        for (var line :
                heap.lines()
                        .filter(l -> !l.contains("Metaspace") && !l.contains("class"))
                        .toList()) {
            var match = USED.matcher(line);
            used += match.find() ? Long.parseLong(match.group(1)) : 0;
        }
        return new DaemonVitals(count(process.resolve("task")), count(process.resolve("fd")), used);
    }

    private static long count(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.count();
        }
    }
}
