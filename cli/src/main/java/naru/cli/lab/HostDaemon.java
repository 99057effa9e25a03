package naru.cli.lab;

import naru.linux.Netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The daemon of one host. It runs in the host's network namespace and outlives who started it. */
final class HostDaemon {
    /** Until a daemon answers; an emulated machine needs more of it. */
    private static final Duration PATIENCE =
            Duration.ofSeconds(Integer.getInteger("naru.lab.patience", 180));

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Lab.Host host;
    private final Process process;

    private HostDaemon(Lab.Host host, Process process) {
        this.host = host;
        this.process = process;
    }

    /** Starts a daemon; {@link #awaitReady} says when it answers. */
    static HostDaemon start(Lab.Host host, Path launcher) throws IOException {
        Files.createDirectories(host.folder());
        var out = host.folder().resolve("daemon.out").toFile();
        var command =
                List.of(
                        "setsid", // a Ctrl-C at the terminal is not meant for it
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
            // A child is born into its parent thread's namespace. The JDK's thread that waits for
            // the child
            // stays in there as well; it ends with this short-lived process.
            var process = netns.call(builder::start);
            var running = RunningProcess.of(process.pid());
            if (running.isPresent()) { // else it has ended already, and awaitReady tells why
                running.get().write(host.processFile());
            }
            return new HostDaemon(host, process);
        }
    }

    /** Returns once the API answers. */
    void awaitReady() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
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
                                + PATIENCE.toSeconds()
                                + " s: "
                                + lastOfLog());
            }
            pause();
        }
    }

    /** The daemon that was started last, if it still runs. */
    static Optional<RunningProcess> find(Lab.Host host) throws IOException {
        return RunningProcess.read(host.processFile()).filter(RunningProcess::isAlive);
    }

    /** Asks the daemon to stop, and makes it when it does not. */
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
