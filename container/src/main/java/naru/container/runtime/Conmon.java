package naru.container.runtime;

import naru.container.runtime.SyncPipe.Word;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts conmon, the small program that stays a container's parent: it holds the terminal or the
 * pipes, writes the log, serves the attach socket and leaves the exit status in a file. It needs us
 * no more once it runs. See conmon(8).
 */
public final class Conmon {
    // Java hands on the three standard streams only; conmon wants its pipes beside them.
    private static final String CREATE_PIPES = "exec \"$0\" \"$@\" 3>&1 </dev/null >/dev/null 2>&1";
    private static final String EXEC_PIPES =
            "exec \"$0\" \"$@\" 3>&1 4<&0 5>&2 </dev/null >/dev/null 2>&1";

    private static final String PID_FILE = "conmon.pid";

    private final OciRuntime runtime;
    private final Path program;

    public Conmon(OciRuntime runtime) {
        this.runtime = runtime;
        this.program = OciRuntime.find("conmon");
    }

    /** How a command meets the world. {@code keepStdin}: it stays open when a caller leaves. */
    public record Streams(boolean terminal, boolean stdin, boolean keepStdin) {}

    /**
     * Where output is kept: null for nowhere. A log that grows over {@code maxBytes} begins anew in
     * a new file; 0 for no limit.
     */
    public record Log(@Nullable Path file, long maxBytes) {}

    /** A command's first process and the conmon that watches over it, which goes after it. */
    public record Pair(int pid, Process monitor) {
        public int monitorPid() {
            return (int) monitor.pid();
        }
    }

    /**
     * Creates a container from the {@code config.json} in {@code bundle}, up to where its program
     * would begin.
     *
     * @throws RuntimeRefusal when the runtime says no
     */
    public Pair create(String id, Path bundle, Log log, Path exits, Streams streams) {
        var command = command(CREATE_PIPES, id, bundle, exits, streams);
        command.addAll(List.of("-l", log.file() == null ? "none" : "k8s-file:" + log.file()));
        if (log.maxBytes() > 0) {
            command.addAll(List.of("--log-size-max", Long.toString(log.maxBytes())));
        }
        var builder = new ProcessBuilder(command);
        builder.environment().put("_OCI_SYNCPIPE", "3");
        try {
            var process = spawn(builder, bundle);
            process.getOutputStream().close();
            Word word;
            try (var said = process.getInputStream()) {
                word = new SyncPipe(said).read();
            }
            process.getErrorStream().close();
            return pair(word, process);
        } catch (IOException failure) {
            throw new NaruException.HostFailure("conmon: " + failure.getMessage(), failure);
        }
    }

    private static Pair pair(Word word, Process monitor) {
        if (word.data() < 0) {
            throw new RuntimeRefusal(word.message() == null ? "no reason given" : word.message());
        }
        return new Pair(word.data(), monitor);
    }

    /** The conmon of a bundle, 0 if it never came so far. */
    public static int monitorPid(Path bundle) throws IOException {
        Path file = bundle.resolve(PID_FILE);
        return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
    }

    private Process spawn(ProcessBuilder builder, Path bundle) throws IOException {
        var process = runtime.spawn(builder);
        Files.writeString(bundle.resolve(PID_FILE), Long.toString(process.pid()));
        return process;
    }

    /**
     * Lets the program of a created container begin. Both runtimes wait on a named pipe for it:
     * crun to read a byte, runc to write one. Opening it for both needs no fork of their {@code
     * start}.
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
        var command = command(EXEC_PIPES, containerId, bundle, bundle, streams);
        command.addAll(List.of("-l", "none", "-e", "--exec-attach"));
        command.addAll(List.of("--exec-process-spec", process.toString()));
        var builder = new ProcessBuilder(command);
        builder.environment().put("_OCI_SYNCPIPE", "3");
        builder.environment().put("_OCI_STARTPIPE", "4");
        builder.environment().put("_OCI_ATTACHPIPE", "5");
        try {
            var conmon = spawn(builder, bundle);
            try (var start = conmon.getOutputStream();
                    var said = conmon.getInputStream();
                    var ready = conmon.getErrorStream()) {
                start.write('1'); // it waits in case we want to move it to a cgroup
                start.flush();
                new SyncPipe(ready).read();
                attached.run();
                start.write('1');
                start.flush();
                return pair(new SyncPipe(said).read(), conmon);
            }
        } catch (IOException failure) {
            throw new NaruException.HostFailure("conmon: " + failure.getMessage(), failure);
        }
    }

    private List<String> command(
            String pipes, String id, Path bundle, Path exits, Streams streams) {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", pipes, program.toString()));
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
