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
 * Runs commands and prints each with its output, so that the log of a failed test reads like a
 * terminal.
 */
public final class Shell {
    /**
     * The time after which a command is killed; no command takes as long, even on a busy machine.
     */
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
    public Shell behind(String words, Object... arguments) {
        return new Shell(CommandLine.words(words, arguments), environment);
    }

    /** The exit code, output and errors of a command. */
    public record Result(String command, int exit, String output, String errors) {
        /** Checks that the command succeeded; returns its output without the final line break. */
        public String text() {
            assertThat(exit).as("exit code of %s%n%s%s", command, output, errors).isZero();
            return output.stripTrailing();
        }

        public List<String> lines() {
            return text().lines().toList();
        }

        /** Checks that the command failed; returns its standard error. */
        public String refusal() {
            assertThat(exit).as("exit code of %s%n%s", command, output).isNotZero();
            return errors.stripTrailing();
        }
    }

    /** Runs a command to its end. Commands are split as {@link CommandLine} does. */
    public Result run(String command, Object... arguments) {
        return run(InputStream.nullInputStream(), command, arguments);
    }

    /** Runs a command without printing it and its output. */
    public Result quietly(String command, Object... arguments) {
        return quietly(InputStream.nullInputStream(), command, arguments);
    }

    /** Runs a command without printing it and its output, with {@code input} on standard input. */
    public Result quietly(InputStream input, String command, Object... arguments) {
        return finished(input, CommandLine.words(command, arguments));
    }

    /** Runs a command with {@code input} on standard input. */
    public Result run(InputStream input, String command, Object... arguments) {
        var result = finished(input, CommandLine.words(command, arguments));
        print(result);
        return result;
    }

    private Result finished(InputStream input, List<String> command) {
        try {
            return finish(builder(command).start(), input, String.join(" ", command));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a command that runs in the background. */
    public Process start(String command, Object... arguments) throws IOException {
        return builder(CommandLine.words(command, arguments)).start();
    }

    /** Starts a command in the background whose output and errors are written to {@code log}. */
    public Process startWithLog(Path log, String command, Object... arguments) throws IOException {
        return builder(CommandLine.words(command, arguments))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private ProcessBuilder builder(List<String> command) {
        var words = new ArrayList<>(prefix);
        words.addAll(command);
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
            // the command has ended without reading all input
        }
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(command + " did not end within " + LIMIT);
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
