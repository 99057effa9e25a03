package naru.proxy.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The limit of open files of this process, which HAProxy inherits; proc_pid_limits(5). */
final class OpenFiles {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max open files";
    private static final int RESERVE = 500; // for listeners, checks and sockets
    private static final int HARD = 1; // the column after the soft limit

    private OpenFiles() {}

    /** The connections of clients that the limit permits, each with one to a member. */
    static int connections(int wanted) {
        try {
            return connections(wanted, Files.readAllLines(LIMITS));
        } catch (IOException unreadable) {
            return wanted;
        }
    }

    static int connections(int wanted, List<String> limits) {
        for (var line : limits) {
            if (line.startsWith(LINE)) {
                var words = line.substring(LINE.length()).strip().split("\\s+");
                if (words.length > HARD && words[HARD].matches("[0-9]{1,9}")) {
                    int possible = (Integer.parseInt(words[HARD]) - RESERVE) / 2;
                    return Math.max(1, Math.min(wanted, possible));
                }
            }
        }
        return wanted;
    }
}
