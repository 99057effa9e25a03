package naru.acceptance.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compose with one of the files in the resources: Debian 12's {@code docker-compose} 1.29, or
 * version 2, a plugin of the docker command. Tests skip themselves where their version is missing.
 */
public final class Compose {
    private static final String PLUGIN = "cli-plugins/docker-compose";

    private final Shell shell;
    private final List<String> command;

    private Compose(Shell shell, List<String> command) {
        this.shell = shell;
        this.command = List.copyOf(command);
    }

    /** Version 1.29. The project's name is the file's. */
    public static Compose first(Docker docker, String name) {
        var version = new Shell().quietly("sh -c 'docker-compose --version || true'").output();
        assumeTrue(
                version.contains(" version 1."),
                "no docker-compose 1.29 here, which Debian 12 has: " + version.strip());
        return of(new Shell(), docker, name, "docker-compose");
    }

    /**
     * Version 2, as {@code docker compose}. The project's name is the file's.
     *
     * @param config becomes the docker command's own folder, with the plugin in it
     */
    public static Compose second(Docker docker, String name, Path config) {
        var plugin = plugin();
        assumeTrue(
                plugin.isPresent(),
                "no Compose 2 here: Debian 13's package docker-compose, which scripts/install-deps"
                        + " looks for");
        try {
            var link = config.resolve(PLUGIN);
            Files.createDirectories(link.getParent());
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, plugin.orElseThrow());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var shell = new Shell().with("DOCKER_CONFIG", config.toString());
        return of(shell, docker, name, "docker compose");
    }

    /** Where Debian and Docker's own packages put it, or where install-deps has unpacked it. */
    private static Optional<Path> plugin() {
        var unpacked = Product.root().resolve("build/tools/debian13/usr/libexec/docker");
        return Stream.concat(
                        Stream.of("libexec", "lib", "local/libexec", "local/lib")
                                .map(folder -> Path.of("/usr", folder, "docker")),
                        Stream.of(unpacked))
                .map(folder -> folder.resolve(PLUGIN))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Compose of(Shell shell, Docker docker, String name, String program) {
        var file = TestFiles.path("compose/" + name + ".yaml");
        return new Compose(
                shell.with("DOCKER_HOST", docker.endpoint()),
                CommandLine.words(program + " -p {} -f {}", name, file));
    }

    /** The same with a variable that the file refers to. */
    public Compose with(String variable, String value) {
        return new Compose(shell.with(variable, value), command);
    }

    public Shell.Result run(String words, Object... arguments) {
        return shell.run("{} {}", command, CommandLine.words(words, arguments));
    }

    /** Runs a command of Compose, which must succeed; returns its output. */
    public String cli(String words, Object... arguments) {
        return run(words, arguments).text();
    }

    /** Runs a command of Compose, which must succeed; returns its progress, on standard error. */
    public String progress(String words, Object... arguments) {
        var result = run(words, arguments);
        result.text();
        return result.errors();
    }
}
