package naru.container.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Distinguishes a process from a later one with the same number. See proc_pid_stat(5). */
public final class ProcessTimes {
    private static final int START_TIME = 22;

    private ProcessTimes() {}

    /** The start of a process in clock ticks since the boot; 0 for no process or a zombie. */
    public static long start(int pid) {
        if (pid <= 0) {
            return 0;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The second field, a name in parentheses, may hold anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[0].equals("Z") ? 0 : Long.parseLong(fields[START_TIME - 3]);
        } catch (IOException gone) {
            return 0;
        }
    }

    /** The identifier of this boot of the host. */
    public static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
