package naru.cli.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds and runs programs of this machine.
 *
 * @param folders searched directories, in this order
 */
record Programs(List<Path> folders) {
    private static final long LIMIT = 5; // seconds

    Programs {
        folders = List.copyOf(folders);
    }

    /** Those on PATH and in the directories for root, which an ordinary user's PATH lacks. */
    static Programs ofHost() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin";
        return new Programs(
                List.of(path.split(File.pathSeparator, -1)).stream()
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of)
                        .toList());
    }

    Optional<Path> find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The output of a program, or empty if it is missing, fails or exceeds the time limit. */
    Optional<String> output(String name, String... arguments) {
        return find(name).flatMap(program -> run(program, arguments));
    }

    private static Optional<String> run(Path program, String... arguments) {
        var command = new java.util.ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (var out = process.getInputStream()) {
                var text = new String(out.readNBytes(1 << 16), StandardCharsets.UTF_8);
                boolean ended = process.waitFor(LIMIT, TimeUnit.SECONDS);
                return ended && process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException ignored) {
            return Optional.empty();
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
