package naru.container.runtime;

import naru.linux.process.ProcessStat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Distinguishes a process from a later one with the same number. */
public final class ProcessTimes {
    private ProcessTimes() {}

    /** The start of a process in clock ticks since the boot; 0 for no process or a zombie. */
    public static long start(int pid) {
        return ProcessStat.read(pid)
                .filter(stat -> !stat.isZombie())
                .map(ProcessStat::startTicks)
                .orElse(0L);
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
