package naru.linux.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program of this machine.
 *
 * @param environment that it needs
 */
public record Executable(Path file, Map<String, String> environment) {
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/local/sbin", "/sbin");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    public Executable {
        environment = Map.copyOf(environment);
    }

    /** The one that is installed, or the first in a search path. */
    public static Optional<Executable> find(String name, String searchPath) {
        var folders = new ArrayList<>(FOLDERS);
        folders.addAll(Arrays.asList(searchPath.split(":")));
        return folders.stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Executable::of);
    }

    public static Executable of(Path file) {
        var libraries = libraries(file);
        return new Executable(
                file, libraries.isEmpty() ? Map.of() : Map.of("LD_LIBRARY_PATH", libraries));
    }

    /**
     * The folders of libraries beside a program that was unpacked and not installed, for {@code
     * LD_LIBRARY_PATH}; empty if there are none.
     */
    public static String libraries(Path program) {
        if (program.startsWith("/usr")) {
            return "";
        }
        var folder = program.resolveSibling("../lib").normalize();
        try (var folders = Files.newDirectoryStream(folder, "*-linux-gnu")) {
            var paths = new ArrayList<String>();
            folders.forEach(path -> paths.add(path.toString()));
            return String.join(":", paths);
        } catch (IOException none) {
            return "";
        }
    }

    /** The exit status of a program, and what it has written to both of its outputs. */
    public record Result(int status, String output) {}

    /** Runs the program to its end. */
    public Result run(String... arguments) throws IOException {
        return run(LIMIT, arguments).orElseThrow(() -> new IOException(file + " does not end"));
    }

    /**
     * Runs the program; empty if it does not end within a time, and is killed. A file takes the
     * output, since a child may keep it open.
     */
    public Optional<Result> run(Duration limit, String... arguments) throws IOException {
        var words = new ArrayList<String>();
        words.add(file.toString());
        words.addAll(List.of(arguments));
        var output = Files.createTempFile("naru-" + file.getFileName(), ".txt");
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return Optional.of(new Result(process.exitValue(), Files.readString(output)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + file + " was running");
        } finally {
            Files.delete(output);
        }
    }
}
