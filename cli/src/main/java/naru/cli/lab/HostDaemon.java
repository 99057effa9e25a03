package naru.cli.lab;

import naru.linux.Netns;
import naru.linux.process.Processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The daemon of one host. It runs in the host's network namespace and outlives the process that
 * started it.
 */
final class HostDaemon {
    /** The time limit for a start; an emulated machine needs longer. */
    private static final Duration START_TIMEOUT =
            Duration.ofSeconds(Integer.getInteger("naru.lab.patience", 180));

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Lab.Host host;
    private final Process process;

    private HostDaemon(Lab.Host host, Process process) {
        this.host = host;
        this.process = process;
    }

    /** Starts a daemon; {@link #awaitReady} waits until it answers. */
    static HostDaemon start(Lab.Host host, Path launcher) throws IOException {
        Files.createDirectories(host.folder());
        var out = host.folder().resolve("daemon.out").toFile();
        var command =
                List.of(
                        "setsid", // so that Ctrl-C at the terminal does not reach it
                        launcher.toString(),
                        "daemon",
                        "--socket",
                        host.socket().toString(),
                        "--data-root",
                        host.dataRoot().toString(),
                        "--exec-root",
                        host.execRoot().toString());
        var builder =
                new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out)
                        .redirectError(host.log().toFile());
        try (var netns = Netns.open(host.netns())) {
            var process = Processes.start(netns, builder);
            var running = RunningProcess.of(process.pid());
            if (running
                    .isPresent()) { // otherwise it has exited already, and awaitReady reports the
                // reason
                running.get().write(host.processFile());
            }
            return new HostDaemon(host, process);
        }
    }

    /** Returns once the API answers. */
    void awaitReady() throws IOException {
        long end = System.nanoTime() + START_TIMEOUT.toNanos();
        var out = host.folder().resolve("daemon.out");
        while (!Files.readString(out).contains("ready ")) {
            if (!process.isAlive()) {
                throw new IOException("the daemon of " + host.name() + " ended: " + lastOfLog());
            }
            if (System.nanoTime() > end) {
                throw new IOException(
                        "the daemon of "
                                + host.name()
                                + " does not answer after "
                                + START_TIMEOUT.toSeconds()
                                + " s: "
                                + lastOfLog());
            }
            pause();
        }
    }

    /** The last started daemon, if it is still running. */
    static Optional<RunningProcess> find(Lab.Host host) throws IOException {
        return RunningProcess.read(host.processFile()).filter(RunningProcess::isAlive);
    }

    /** Stops the daemon with SIGTERM, then with SIGKILL. */
    static void stop(Lab.Host host) throws IOException {
        var running = find(host);
        if (running.isPresent()) {
            running.get().end(GRACE);
        }
    }

    private String lastOfLog() throws IOException {
        var lines = Files.readAllLines(host.log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
