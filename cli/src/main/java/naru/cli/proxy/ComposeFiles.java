package naru.cli.proxy;

import naru.proxy.compose.ComposeConfig;
import naru.proxy.model.Workload;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.function.Function;

/** Compose files, resolved by Compose itself. */
final class ComposeFiles {
    private static final List<List<String>> PROGRAMS =
            List.of(List.of("docker", "compose"), List.of("docker-compose"));

    private ComposeFiles() {}

    /**
     * @throws IOException if no Compose is installed, or it refuses the file
     */
    static List<Workload> read(Path file, Function<String, SortedSet<Integer>> imagePorts)
            throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("cannot read " + file);
        }
        return ComposeConfig.read(resolved(file), project(file), imagePorts);
    }

    private static String resolved(Path file) throws IOException {
        for (var program : PROGRAMS) {
            if (isThere(program)) {
                var result = run(program, "-f", file.toString(), "config");
                if (result.status() != 0) {
                    throw new IOException(file + ": " + result.errors().strip());
                }
                return result.output();
            }
        }
        throw new IOException("needs Compose to read " + file + ": install docker-compose");
    }

    private static boolean isThere(List<String> program) {
        try {
            return run(program, "version").status() == 0;
        } catch (IOException ignored) {
            return false;
        }
    }

    private record Result(int status, String output, String errors) {}

    private static Result run(List<String> program, String... arguments) throws IOException {
        var words = new ArrayList<>(program);
        words.addAll(List.of(arguments));
        var errors = Files.createTempFile("naru-compose", ".txt");
        try {
            var process =
                    new ProcessBuilder(words)
                            .redirectError(errors.toFile())
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .start();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output, Files.readString(errors));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while Compose was running");
        } finally {
            Files.delete(errors);
        }
    }

    /** As Compose names a project after its folder. */
    private static String project(Path file) {
        var folder = file.toAbsolutePath().normalize().getParent();
        var name =
                folder == null || folder.getFileName() == null
                        ? ""
                        : folder.getFileName().toString();
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "");
    }
}
