package naru.proxy.cache;

import naru.linux.error.LinuxException;
import naru.linux.process.DetachedProcess;
import naru.linux.process.Executable;
import naru.linux.process.ProcessStat;
import naru.linux.process.Signals;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The master process of nginx, which outlives this process. For one thread. */
final class NginxProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    private static final int SIGHUP = 1; // asm-generic/signal.h; reads the configuration again
    private static final int SIGQUIT = 3; // ends after the requests in progress

    private final Executable program;
    private final CachePaths paths;
    private final DetachedProcess process;

    NginxProcess(Executable program, CachePaths paths, Runnable onEnd) {
        this.program = program;
        this.paths = paths;
        process = new DetachedProcess("nginx", paths.pidFile(), onEnd);
    }

    boolean isRunning() {
        return process.isRunning();
    }

    /**
     * Takes over the process that an earlier daemon has started: the one that was started with this
     * configuration file and answers.
     */
    boolean takeOver() {
        var pid = process.existingPid().filter(this::hasOurFile);
        boolean isOurs = pid.isPresent() && probe().isPresent();
        if (isOurs) {
            process.watch(pid.get());
        }
        return isOurs;
    }

    private boolean hasOurFile(long pid) {
        try {
            return Files.readString(
                            Path.of("/proc", Long.toString(pid), "cmdline"),
                            StandardCharsets.ISO_8859_1)
                    .contains(paths.configuration().toString());
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * Starts nginx with its configuration file.
     *
     * @throws IOException with nginx's messages
     */
    void start(String answer) throws IOException {
        endWorkers();
        process.prepare();
        Files.deleteIfExists(paths.socket()); // nginx does not replace the sockets of a dead one
        Files.deleteIfExists(paths.probe());
        check();
        run();
        if (!process.await(START_TIMEOUT, () -> process.recordedPid().isPresent())) {
            throw new IOException("nginx has started without writing " + paths.pidFile());
        }
        process.watch(process.recordedPid().orElseThrow());
        confirm(answer);
    }

    /** Makes nginx read its configuration again, and returns when a new worker answers. */
    void reload(String answer) throws IOException {
        check();
        process.signal(SIGHUP);
        confirm(answer);
    }

    private void confirm(String answer) throws IOException {
        if (!process.await(START_TIMEOUT, () -> probe().equals(Optional.of(answer)))) {
            throw new IOException("nginx does not answer; see " + paths.log());
        }
    }

    /** The digest of the configuration that a worker has; empty if none answers. */
    Optional<String> probe() {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(paths.probe()))) {
            var request = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.wrap(request));
            var answer =
                    new String(
                            Channels.newInputStream(channel).readAllBytes(),
                            StandardCharsets.ISO_8859_1);
            int body = answer.indexOf("\r\n\r\n");
            return body < 0 ? Optional.empty() : Optional.of(answer.substring(body + 4));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    private void check() throws IOException {
        run("-t", "-q");
    }

    private void run(String... options) throws IOException {
        var words = new ArrayList<>(List.of("-p", paths.folder().toString(), "-e", "stderr"));
        words.addAll(List.of("-c", paths.configuration().toString()));
        words.addAll(List.of(options));
        var result = program.run(words.toArray(String[]::new));
        if (result.status() != 0) {
            throw new IOException("nginx: " + result.output().strip());
        }
    }

    /**
     * Workers go on after their master was killed, and HAProxy keeps connections to them. They are
     * in its session, whose number no other process gets while they run.
     */
    private void endWorkers() {
        var session = process.recordedPid();
        if (session.isEmpty() || process.isRunning()) {
            return;
        }
        ProcessHandle.allProcesses()
                .filter(other -> isWorker(other.pid(), session.get()))
                .forEach(other -> {
                    try {
                        Signals.kill(other.pid(), SIGQUIT);
                    } catch (LinuxException ended) {
                        // it is gone already
                    }
                });
    }

    private static boolean isWorker(long pid, long session) {
        return ProcessStat.read(pid)
                .filter(process -> process.name().equals("nginx") && process.session() == session)
                .isPresent();
    }

    void stop(Duration grace) {
        process.stop(SIGQUIT, grace);
    }

    @Override
    public void close() {
        process.close();
    }
}
