package naru.bench;

import naru.linux.process.ProcessStat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs other programs. */
public final class Shell {
    private static final int LIMIT_SECONDS = 60;

    private Shell() {}

    /** Runs a command to its end and returns its output. */
    static String run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!endsInTime(process) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
        return output;
    }

    /** The CPU time of a process so far. */
    static double processorSeconds(long pid) throws IOException {
        return ProcessStat.read(pid)
                .map(ProcessStat::processorSeconds)
                .orElseThrow(() -> new IOException("process " + pid + " has ended"));
    }

    /** Whether {@code process} ended before the limit. */
    static boolean endsInTime(Process process) throws IOException {
        try {
            return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("waiting for " + process.pid());
        }
    }

    static void runQuietly(String... command) {
        try {
            run(command);
        } catch (IOException _) {
            // not an error for the caller
        }
    }

    public static boolean isOnPath(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Path.of(folder, program).toFile().canExecute());
    }

    /** Removes a directory and the mounts below it. */
    public static void removeTree(Path folder) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/self/mounts")).reversed()) {
            var place = line.split(" ")[1];
            if (place.startsWith(folder + "/")) {
                run("umount", "--lazy", place);
            }
        }
        run("rm", "-rf", "--one-file-system", folder.toString());
    }
}
