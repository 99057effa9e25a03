package naru.cli.demo;

import naru.linux.Netns;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Programs of this machine that the demo is glad of, run as a client of one daemon.
 *
 * @param environment what they find in their environment beside the usual
 */
record Tools(Map<String, String> environment) {
    Tools {
        environment = Map.copyOf(environment);
    }

    /** As clients of the daemon at {@code socket}, whatever the user's own configuration says. */
    static Tools ofDaemon(Path socket, Path folder) {
        return new Tools(
                Map.of(
                        "DOCKER_HOST", "unix://" + socket,
                        "DOCKER_CONFIG", folder.resolve("docker").toString(),
                        "COMPOSE_PROJECT_NAME", Demo.PROJECT,
                        "COMPOSE_ANSI", "never",
                        "LC_ALL", "C"));
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

    /** Runs a program to its end; both its outputs in one. */
    Engine.Ran run(String... command) throws IOException, InterruptedException {
        return finish(builder(command).start());
    }

    /** As {@link #run}, inside another network namespace. */
    Engine.Ran runIn(Netns netns, String... command) throws IOException, InterruptedException {
        return finish(netns.call(builder(command)::start));
    }

    private static Engine.Ran finish(Process process) throws IOException, InterruptedException {
        try (var out = process.getInputStream()) {
            process.getOutputStream().close();
            var text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            return new Engine.Ran(process.waitFor(), text);
        } finally {
            process.destroyForcibly();
        }
    }

    /** As {@link #run}, for what must succeed. */
    String must(String... command) throws IOException, InterruptedException {
        var ran = run(command);
        if (ran.status() != 0) {
            throw new IOException(String.join(" ", command) + ": " + ran.output().strip());
        }
        return ran.output();
    }

    private ProcessBuilder builder(String... command) {
        var builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
        var variables = new HashMap<>(environment);
        variables.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin");
        builder.environment().putAll(variables);
        return builder;
    }
}
