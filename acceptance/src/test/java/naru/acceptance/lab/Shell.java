package naru.acceptance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands and prints each with what came of it, so that a failed test can be read like a
 * terminal.
 */
public final class Shell {
    /** Ends a command that hangs; well above what any takes on a machine that is busy. */
    private static final Duration LIMIT = Eventually.scaled(Duration.ofMinutes(4));

    private final Map<String, String> environment;
    private final List<String> prefix;

    public Shell() {
        this(List.of(), Map.of());
    }

    private Shell(List<String> prefix, Map<String, String> environment) {
        this.prefix = List.copyOf(prefix);
        this.environment = Map.copyOf(environment);
    }

    /** The same shell with a variable set for its commands. */
    public Shell with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new Shell(prefix, more);
    }

    /** The same shell with words in front of every command, such as {@code ip netns exec name}. */
    public Shell behind(String... words) {
        return new Shell(List.of(words), environment);
    }

    /** What a command did. */
    public record Result(String command, int exit, String output, String errors) {
        /** The output of a command that must have worked, without the final line break. */
        public String text() {
            assertThat(exit).as("exit code of %s%n%s%s", command, output, errors).isZero();
            return output.stripTrailing();
        }

        public List<String> lines() {
            return text().lines().toList();
        }

        /** Checks that the command failed, and gives what it said on standard error. */
        public String refusal() {
            assertThat(exit).as("exit code of %s%n%s", command, output).isNotZero();
            return errors.stripTrailing();
        }
    }

    /** Runs a command to its end. */
    public Result run(String... command) {
        return run(InputStream.nullInputStream(), command);
    }

    /** Runs a command whose output nobody wants to read. */
    public Result quietly(String... command) {
        return finished(InputStream.nullInputStream(), command);
    }

    /** Likewise, with something on its standard input. */
    public Result quietly(InputStream input, String... command) {
        return finished(input, command);
    }

    /** Runs a command with something on its standard input. */
    public Result run(InputStream input, String... command) {
        var result = finished(input, command);
        print(result);
        return result;
    }

    private Result finished(InputStream input, String... command) {
        try {
            return finish(start(command), input, String.join(" ", command));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a command that goes on beside the test. */
    public Process start(String... command) throws IOException {
        return builder(command).start();
    }

    /**
     * Starts a command that outlives the test's interest in it; all it says goes to {@code log}.
     */
    public Process start(String[] command, Path log) throws IOException {
        return builder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private ProcessBuilder builder(String... command) {
        var words = new ArrayList<>(prefix);
        words.addAll(List.of(command));
        var builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        return builder;
    }

    private static Result finish(Process process, InputStream input, String command)
            throws IOException {
        var output = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        var errors = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        try (var stdin = process.getOutputStream()) {
            input.transferTo(stdin);
        } catch (IOException _) {
            // it has ended without reading all
        }
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(command + " was not done after " + LIMIT);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException(e);
        }
        return new Result(command, process.exitValue(), output.join(), errors.join());
    }

    private static void print(Result result) {
        var text = new StringBuilder("$ ").append(shortened(result.command, 300)).append('\n');
        text.append(shortened(result.output, 4_000)).append(shortened(result.errors, 2_000));
        if (result.exit != 0) {
            text.append("(exit code ").append(result.exit).append(")\n");
        }
        System.out.print(text);
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + " …\n";
    }

    private static String read(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
