package naru.proxy.runtime;

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
 * An executable of HAProxy.
 *
 * @param environment that it needs
 */
public record HaproxyProgram(Path file, Map<String, String> environment) {
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/local/sbin", "/sbin");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    public HaproxyProgram {
        environment = Map.copyOf(environment);
    }

    /** The one that is installed, or the first in a search path. */
    public static Optional<HaproxyProgram> find(String searchPath) {
        var folders = new ArrayList<>(FOLDERS);
        folders.addAll(Arrays.asList(searchPath.split(":")));
        return folders.stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(HaproxyProgram::of);
    }

    public static HaproxyProgram of(Path file) {
        var libraries = libraries(file);
        return new HaproxyProgram(
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

    /** The output of {@code haproxy -vv}. */
    public String describe() throws IOException {
        var result = run("-vv");
        if (result.status() != 0) {
            throw new RefusedException(file + " -vv: " + result.output().strip());
        }
        return result.output();
    }

    /**
     * Checks a configuration without using it.
     *
     * @throws RefusedException with HAProxy's messages
     */
    public void check(Path configuration) throws IOException {
        var result = run("-W", "-c", "-f", configuration.toString());
        if (result.status() != 0) {
            throw new RefusedException(errors(result.output()));
        }
    }

    /** The lines that name errors, without the number of the process and the time. */
    static String errors(String output) {
        var lines =
                output.lines()
                        .filter(line -> line.startsWith("[ALERT]"))
                        .map(line -> line.replaceFirst("^\\[ALERT\\]\\s+\\(\\d+\\) : ", ""))
                        .filter(line -> !line.startsWith("config : Fatal errors found"))
                        .filter(line -> !line.startsWith("config : Error(s) found"))
                        .toList();
        return lines.isEmpty() ? output.strip() : String.join("\n", lines);
    }

    /**
     * Starts the master process, which then runs by itself in a session of its own.
     *
     * @throws RefusedException with HAProxy's messages, such as an address that is in use
     */
    void start(Path configuration, Path pidFile, Path masterSocket) throws IOException {
        var result =
                run(
                        "-W",
                        "-D",
                        "-p",
                        pidFile.toString(),
                        "-S",
                        masterSocket + ",mode,600",
                        "-f",
                        configuration.toString());
        if (result.status() != 0) {
            throw new RefusedException(errors(result.output()));
        }
    }

    private record Result(int status, String output) {}

    /** A file takes the output, because the master process may keep it open. */
    private Result run(String... arguments) throws IOException {
        var words = new ArrayList<String>();
        words.add(file.toString());
        words.addAll(List.of(arguments));
        var output = Files.createTempFile("naru-haproxy", ".txt");
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(file + " does not end");
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + file + " was running");
        } finally {
            Files.delete(output);
        }
    }
}
