package naru.container.runtime;

import naru.container.oci.OciSpec;
import naru.container.runtime.SyncPipe.Word;
import naru.container.store.Codec;
import naru.linux.Fd;
import naru.linux.error.LinuxException;
import naru.linux.process.Child;
import naru.linux.process.Command;
import naru.linux.process.Command.Pipe;
import naru.linux.process.ProcessFd;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts conmon, the small program that remains a container's parent: it holds the terminal or the
 * pipes, writes the log, serves the attach socket and writes the exit status to a file,
 * independently of the daemon. See conmon(8).
 */
public final class Conmon {
    private static final String PID_FILE = "conmon.pid";
    private static final int SYNC_PIPE = 3;

    /** The numbers of the descriptors that it only keeps open. */
    private static final List<Integer> KEPT = List.of(SYNC_PIPE + 1, SYNC_PIPE + 2);

    private final OciRuntime runtime;
    private final Path program;
    private final SeccompFilters filters;

    public Conmon(OciRuntime runtime) {
        this.runtime = runtime;
        this.program = OciRuntime.find("conmon");
        this.filters = new SeccompFilters(runtime);
    }

    /**
     * The streams of a command. {@code keepStdin}: standard input remains open after a client has
     * detached.
     */
    public record Streams(boolean terminal, boolean stdin, boolean keepStdin) {}

    /**
     * The log of the output; null for none. A log that exceeds {@code maxBytes} continues in a new
     * file; 0 for no limit.
     */
    public record Log(@Nullable Path file, long maxBytes) {}

    /** A command's first process and its conmon, which exits after it. */
    public record Pair(int pid, Child monitor) {
        public int monitorPid() {
            return monitor.pid();
        }
    }

    /**
     * Creates a container, short of starting its program. Its {@code config.json} goes into {@code
     * bundle}.
     *
     * @param kept two descriptors that it keeps open until the container ends, or none; see {@link
     *     #kept}. The container gets none of them.
     * @throws RuntimeRefusal if the runtime refuses
     */
    public Pair create(
            String id,
            Path bundle,
            OciSpec spec,
            Log log,
            Path exits,
            Streams streams,
            List<Fd> kept) {
        var arguments = arguments(id, bundle, exits, streams);
        arguments.addAll(List.of("-l", log.file() == null ? "none" : "k8s-file:" + log.file()));
        if (log.maxBytes() > 0) {
            arguments.addAll(List.of("--log-size-max", Long.toString(log.maxBytes())));
        }
        var pipes = Map.of("_OCI_SYNCPIPE", "3");
        try {
            var written = Codec.encode(OciSpec.class, filters.withFilter(spec));
            Files.write(bundle.resolve("config.json"), written);
            try (var conmon = spawn(arguments, pipes, bundle, kept, Pipe.WRITES)) {
                var pair = pair(new SyncPipe(conmon.output(SYNC_PIPE)).read(), conmon);
                filters.learn(id, spec);
                return pair;
            }
        } catch (IOException | LinuxException failure) {
            throw new NaruException.HostFailure("conmon: " + failure.getMessage(), failure);
        }
    }

    private static Pair pair(Word word, Child monitor) {
        if (word.data() < 0) {
            throw new RuntimeRefusal(word.message() == null ? "no reason given" : word.message());
        }
        return new Pair(word.data(), monitor);
    }

    /**
     * Copies of the descriptors that a container's conmon got at the start. They may be descriptors
     * of its own, which only the process that passed them can distinguish. Empty if it has none
     * with those numbers.
     */
    public static List<Fd> kept(ProcessFd monitor) {
        var kept = new ArrayList<Fd>();
        try {
            KEPT.forEach(number -> kept.add(monitor.take(number)));
            return kept;
        } catch (LinuxException gone) {
            kept.forEach(Fd::close);
            return List.of();
        }
    }

    /** The conmon of a bundle; 0 if it was not started. */
    public static int monitorPid(Path bundle) throws IOException {
        Path file = bundle.resolve(PID_FILE);
        return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
    }

    /** Its directory in the bundle, with a file {@code oom} after memory was exhausted. */
    private Child spawn(
            List<String> arguments,
            Map<String, String> environment,
            Path bundle,
            List<Fd> kept,
            Pipe... pipes)
            throws IOException {
        var command = new Command(program, arguments, environment, bundle, List.of(pipes), kept);
        var child = runtime.spawn(command);
        Files.writeString(bundle.resolve(PID_FILE), Integer.toString(child.pid()));
        return child;
    }

    /**
     * Starts the program of a created container. Both runtimes wait on a named pipe: crun to read a
     * byte, runc to write one. Opening it for both needs no fork of their {@code start}.
     */
    public void start(String id) throws IOException {
        Path fifo = runtime.startFifo(id);
        if (runtime.program().endsWith("crun")) {
            tell(fifo, "1");
        } else {
            try (var in = Files.newInputStream(fifo)) {
                in.read();
            }
        }
        Files.deleteIfExists(fifo);
    }

    /** Starts a command in a container; {@code attached} is called before the command can write. */
    public Pair exec(
            String containerId, Path bundle, Path process, Streams streams, Runnable attached) {
        var arguments = arguments(containerId, bundle, bundle, streams);
        arguments.addAll(List.of("-l", "none", "-e", "--exec-attach"));
        arguments.addAll(List.of("--exec-process-spec", process.toString()));
        var pipes = Map.of("_OCI_SYNCPIPE", "3", "_OCI_STARTPIPE", "4", "_OCI_ATTACHPIPE", "5");
        var ends = new Pipe[] {Pipe.WRITES, Pipe.READS, Pipe.WRITES};
        try (var conmon = spawn(arguments, pipes, bundle, List.of(), ends)) {
            var start = conmon.input(4);
            start.write('1'); // it waits in case we want to move it to a cgroup
            new SyncPipe(conmon.output(5)).read();
            attached.run();
            start.write('1');
            return pair(new SyncPipe(conmon.output(SYNC_PIPE)).read(), conmon);
        } catch (IOException | LinuxException failure) {
            throw new NaruException.HostFailure("conmon: " + failure.getMessage(), failure);
        }
    }

    private List<String> arguments(String id, Path bundle, Path exits, Streams streams) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of("--api-version", "1", "-c", id, "-u", id, "-n", id));
        command.addAll(List.of("-r", runtime.program().toString(), "-b", bundle.toString()));
        command.addAll(List.of("-p", bundle.resolve("pid").toString()));
        command.addAll(List.of("--exit-dir", exits.toString(), "--full-attach"));
        command.addAll(List.of("--no-sync-log", "--log-level", "error", "--sync"));
        command.addAll(
                List.of("--runtime-arg", "--root", "--runtime-arg", runtime.root().toString()));
        if (streams.terminal()) {
            command.add("-t");
        }
        if (streams.stdin()) {
            command.add("-i");
        }
        if (streams.keepStdin()) {
            command.add("--leave-stdin-open");
        }
        return command;
    }

    /** Sets the size of the terminal in a bundle, in characters. */
    public static void resize(Path bundle, int height, int width) throws IOException {
        tell(bundle.resolve("winsz"), height + " " + width + "\n");
    }

    /** Opened for both, a named pipe without a reader does not block. See fifo(7). */
    private static void tell(Path fifo, String word) throws IOException {
        if (Files.exists(fifo)) {
            try (var pipe = new RandomAccessFile(fifo.toFile(), "rw")) {
                pipe.write(word.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
