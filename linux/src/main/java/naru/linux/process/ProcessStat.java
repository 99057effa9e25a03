package naru.linux.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The state of a process in {@code /proc/PID/stat}. See proc_pid_stat(5).
 *
 * @param name of the program, at most 15 characters
 * @param state such as {@code S}; {@code Z} for a zombie
 * @param session its number, that of the process that has begun it
 * @param processorTicks CPU time of the process, in user and kernel mode, in clock ticks
 * @param startTicks when it started, in clock ticks after the boot: distinguishes it from a later
 *     process with the same id
 */
public record ProcessStat(
        String name, char state, long session, long processorTicks, long startTicks) {
    /** Clock ticks per second, USER_HZ: the same for all processes, on all of Naru's platforms. */
    public static final int TICKS_PER_SECOND = 100;

    private static final char ZOMBIE = 'Z';
    private static final int AFTER_NAME = 3; // the number of the first field after the name
    private static final int SESSION = 6;
    private static final int USER_TIME = 14;
    private static final int SYSTEM_TIME = 15;
    private static final int START_TIME = 22;

    /** Empty if there is no such process. */
    public static Optional<ProcessStat> read(long pid) {
        if (pid <= 0) {
            return Optional.empty();
        }
        try {
            var file = Path.of("/proc", Long.toString(pid), "stat");
            return Optional.of(parse(Files.readString(file, StandardCharsets.ISO_8859_1)));
        } catch (IOException ignored) {
            return Optional.empty();
        }
    }

    /** The second field, a name in parentheses, may contain any text. */
    static ProcessStat parse(String stat) {
        int end = stat.lastIndexOf(')');
        var fields = stat.substring(end + 2).split(" ", -1);
        return new ProcessStat(
                stat.substring(stat.indexOf('(') + 1, end),
                fields[0].charAt(0),
                number(fields, SESSION),
                number(fields, USER_TIME) + number(fields, SYSTEM_TIME),
                number(fields, START_TIME));
    }

    private static long number(String[] fields, int field) {
        return Long.parseLong(fields[field - AFTER_NAME]);
    }

    public boolean isZombie() {
        return state == ZOMBIE;
    }

    public double processorSeconds() {
        return processorTicks / (double) TICKS_PER_SECOND;
    }
}
