package naru.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An engine under measurement: a daemon in a separate network namespace, which has only {@code lo}.
 *
 * <p>Closing it removes its containers, stops the daemon and removes the namespace and all files.
 */
public abstract class Engine implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final Path folder;
    private @Nullable Process daemon;
    private Duration readyAfter = Duration.ZERO;

    Engine(String name, Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /** Its name in the output. */
    public final String name() {
        return name;
    }

    public final Path folder() {
        return folder;
    }

    public final Path socket() {
        return folder.resolve("engine.sock");
    }

    final String netns() {
        return "bench-" + name;
    }

    /** The time from the start of the process to the first reply to {@code GET /_ping}. */
    final Duration readyAfter() {
        return readyAfter;
    }

    final long pid() {
        return daemon().pid();
    }

    private Process daemon() {
        if (daemon == null) {
            throw new IllegalStateException(name + " is not started");
        }
        return daemon;
    }

    /** The daemon's command line, for use inside the namespace. */
    abstract List<String> command();

    /**
     * Names of the processes below the daemon that belong to the engine rather than to a container.
     */
    abstract List<String> companions();

    public final void start() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Shell.runQuietly("ip", "netns", "del", netns());
        Shell.run("ip", "netns", "add", netns());
        Shell.run("ip", "-n", netns(), "link", "set", "lo", "up");
        launch();
    }

    /** Starts the daemon and waits for its first reply. */
    final void launch() throws IOException, InterruptedException {
        var entered = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + netns()));
        entered.addAll(command());
        long begin = System.nanoTime();
        var started =
                new ProcessBuilder(entered)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("engine.log").toFile())
                        .start();
        daemon = started;
        while (!Http.answers(socket())) {
            if (!started.isAlive() || System.nanoTime() - begin > START_LIMIT.toNanos()) {
                throw new IOException(name + " did not start; see " + folder.resolve("engine.log"));
            }
            Thread.sleep(2);
        }
        readyAfter = Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Stops the daemon with SIGTERM. */
    final void terminate() throws IOException {
        daemon().destroy();
        if (!Shell.endsInTime(daemon())) {
            daemon().destroyForcibly();
        }
    }

    /** Resident memory in MiB of the daemon and its companions. */
    final double residentMiB() throws IOException {
        double sum = residentMiB(pid());
        for (var child : daemon().descendants().toList()) {
            var program = child.info().command().map(c -> Path.of(c).getFileName().toString());
            if (program.isPresent() && companions().contains(program.get())) {
                sum += residentMiB(child.pid());
            }
        }
        return sum;
    }

    private static double residentMiB(long pid) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        return 0;
    }

    /** A container's network namespace, by its first process: engines have private mounts. */
    final Path netns(String container) throws IOException {
        var pid = docker("inspect", "-f", "{{.State.Pid}}", container).strip();
        return Path.of("/proc", pid, "ns", "net");
    }

    /** Runs the docker command against this engine. */
    final String docker(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("docker", "-H", "unix://" + socket()));
        command.addAll(List.of(arguments));
        return Shell.run(command.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException {
        try {
            if (daemon != null && daemon.isAlive()) {
                var containers = docker("ps", "-aq").strip();
                if (!containers.isEmpty()) {
                    docker("rm -f ".concat(containers.replace('\n', ' ')).split(" "));
                }
                terminate();
            }
        } finally {
            Shell.runQuietly("ip", "netns", "del", netns());
            Shell.removeTree(folder);
        }
    }
}
