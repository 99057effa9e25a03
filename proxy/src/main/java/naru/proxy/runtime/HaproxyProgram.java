package naru.proxy.runtime;

import naru.linux.process.Executable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An executable of HAProxy.
 *
 * @param environment that it needs
 */
public record HaproxyProgram(Path file, Map<String, String> environment) {
    public HaproxyProgram {
        environment = Map.copyOf(environment);
    }

    /** The one that is installed, or the first in a search path. */
    public static Optional<HaproxyProgram> find(String searchPath) {
        return Executable.find("haproxy", searchPath).map(HaproxyProgram::of);
    }

    public static HaproxyProgram of(Path file) {
        return of(Executable.of(file));
    }

    private static HaproxyProgram of(Executable program) {
        return new HaproxyProgram(program.file(), program.environment());
    }

    /** As {@link Executable#libraries}. */
    public static String libraries(Path program) {
        return Executable.libraries(program);
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

    private Executable.Result run(String... arguments) throws IOException {
        return new Executable(file, environment).run(arguments);
    }
}
