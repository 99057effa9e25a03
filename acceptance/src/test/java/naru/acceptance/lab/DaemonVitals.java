package naru.acceptance.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How much a daemon holds.
 *
 * @param heapKiB what is in use after a full collection
 */
public record DaemonVitals(long threads, long files, long heapKiB) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /** Asks the kernel and, by its own jcmd, the JVM. */
    public static DaemonVitals of(long pid) throws IOException {
        var process = Path.of("/proc/" + pid);
        var jcmd = jcmd(process);
        var shell = new Shell();
        shell.quietly("{} {} GC.run", jcmd, pid).text();
        var heap = shell.quietly("{} {} GC.heap_info", jcmd, pid).text();
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

    /** What the daemon's threads, virtual ones among them, are doing in its own code. */
    public static String stacks(long pid) throws IOException {
        var file = Files.createTempFile("threads", ".txt");
        try {
            var jcmd = jcmd(Path.of("/proc/" + pid));
            new Shell().quietly("{} {} Thread.dump_to_file -overwrite {}", jcmd, pid, file).text();
            return Arrays.stream(Files.readString(file).split("\n\n"))
                    .filter(stack -> stack.contains("naru."))
                    .collect(Collectors.joining("\n\n"));
        } finally {
            Files.delete(file);
        }
    }

    private static String jcmd(Path process) throws IOException {
        return process.resolve("exe").toRealPath().resolveSibling("jcmd").toString();
    }

    private static long count(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.count();
        }
    }
}
