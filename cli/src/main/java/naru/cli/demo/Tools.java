package naru.cli.demo;

import naru.cli.http.EngineClient;
import naru.linux.Netns;
import naru.linux.process.Processes;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Optional programs for the demo, run as clients of one daemon.
 *
 * @param environment additional environment variables
 */
record Tools(Map<String, String> environment) {
    private static final int LIMIT = 60; // time limit of one program in seconds

    Tools {
        environment = Map.copyOf(environment);
    }

    /** As clients of the daemon at {@code socket}, independently of the user's configuration. */
    static Tools ofDaemon(Path socket, Path folder) {
        return new Tools(
                Map.of(
                        "DOCKER_HOST",
                        "unix://" + socket,
                        "DOCKER_CONFIG",
                        folder.resolve("docker").toString(),
                        "COMPOSE_PROJECT_NAME",
                        DemoNames.PROJECT,
                        "COMPOSE_ANSI",
                        "never",
                        "LC_ALL",
                        "C"));
    }

    static boolean has(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** Runs a program to its end and returns both outputs combined. */
    EngineClient.Ran run(String... command) throws IOException, InterruptedException {
        var output = Files.createTempFile("naru-demo-", ".out");
        return finish(builder(output, command).start(), output);
    }

    /** As {@link #run}, inside another network namespace. */
    EngineClient.Ran runIn(Netns netns, String... command)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("naru-demo-", ".out");
        return finish(Processes.start(netns, builder(output, command)), output);
    }

    /** Waits for a program interruptibly. */
    private static EngineClient.Ran finish(Process process, Path output)
            throws IOException, InterruptedException {
        try {
            boolean ended = process.waitFor(LIMIT, TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.ISO_8859_1);
            return new EngineClient.Ran(ended ? process.exitValue() : -1, text);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    /** As {@link #run}, but fails on a non-zero exit status. */
    String must(String... command) throws IOException, InterruptedException {
        var ran = run(command);
        if (ran.status() != 0) {
            throw new IOException(String.join(" ", command) + ": " + ran.output().strip());
        }
        return ran.output();
    }

    private ProcessBuilder builder(Path output, String... command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(new File("/dev/null")).redirectOutput(output.toFile());
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().putAll(environment);
        builder.environment().put("PATH", path + ":/usr/sbin:/sbin");
        return builder;
    }
}
