package naru.acceptance.crash;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.LabHost;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Kills all processes of a daemon at once, like a power failure. */
final class Wreck {
    private Wreck() {}

    /** Kills the daemon, the monitors and the containers; only the daemon's files are left. */
    static void killEverything(LabHost host, Daemon daemon) throws Throwable {
        var containers = containers(host.docker());
        daemon.kill();
        ofFolder(host.folder().resolve("exec")).forEach(ProcessHandle::destroyForcibly);
        containers.forEach(ProcessHandle::destroyForcibly);
        for (var process : containers) {
            Eventually.within(
                    Duration.ofSeconds(30),
                    () -> {
                        if (process.isAlive()) {
                            throw new AssertionError("still there: " + process);
                        }
                    });
        }
    }

    private static List<ProcessHandle> containers(Docker docker) {
        var ids = docker.run("ps -q").lines();
        return ids.stream()
                .map(docker::pid)
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .toList();
    }

    private static List<ProcessHandle> ofFolder(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(folder.toString()))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            var file = Path.of("/proc/" + process.pid() + "/cmdline");
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return ""; // it has ended meanwhile
        }
    }
}
