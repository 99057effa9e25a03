package naru.acceptance;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real docker command, talking to one daemon. */
final class Docker {
    private final Shell shell;
    private final String endpoint;

    Docker(String endpoint) {
        this(endpoint, Path.of("/nonexistent"));
    }

    /** {@code config} is where the command keeps what it knows, such as passwords. */
    Docker(String endpoint, Path config) {
        this.endpoint = endpoint;
        this.shell =
                new Shell().with("DOCKER_HOST", endpoint).with("DOCKER_CONFIG", config.toString());
    }

    /** {@code unix:///…/naru.sock}. */
    String endpoint() {
        return endpoint;
    }

    Shell.Result run(String... words) {
        return run(InputStream.nullInputStream(), words);
    }

    Shell.Result run(InputStream input, String... words) {
        return shell.run(input, with("docker", words));
    }

    /** Starts a docker command that goes on beside the test. */
    Process start(String... words) throws java.io.IOException {
        return shell.start(with("docker", words));
    }

    /** What a docker command prints that must work. */
    String text(String... words) {
        return run(words).text();
    }

    /** What docker says about a command that must fail. */
    String refusal(String... words) {
        return run(words).refusal();
    }

    /** Debian's docker-compose, for the file at {@code path}. */
    Shell.Result compose(String path, String... words) {
        var arguments = new ArrayList<>(List.of("-f", path, "-p", "notes"));
        arguments.addAll(List.of(words));
        return shell.run(with("docker-compose", arguments.toArray(String[]::new)));
    }

    /** One field of {@code docker inspect}, by a Go template. */
    String inspect(String object, String template) {
        return text("inspect", "--format", template, object);
    }

    /** A container's address on its only network, or on the one named. */
    String address(String container) {
        return inspect(container, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
    }

    String address(String container, String network) {
        return inspect(
                container, "{{(index .NetworkSettings.Networks \"" + network + "\").IPAddress}}");
    }

    /** Runs a container that waits, and gives its id. */
    String waiting(String name, String... options) {
        var words = new ArrayList<>(List.of("run", "-d", "--name", name));
        words.addAll(List.of(options));
        words.addAll(List.of(Images.BUSYBOX, "sleep", "1000"));
        return text(words.toArray(String[]::new));
    }

    /** Runs a web server on port 80 that says its container's name, and gives its id. */
    String web(String name, String... options) {
        var words = new ArrayList<>(List.of("run", "-d", "--name", name, "--hostname", name));
        words.addAll(List.of(options));
        words.add(Images.WEB);
        return text(words.toArray(String[]::new));
    }

    /** Removes containers at once, running or not. */
    void remove(String... containers) {
        var words = new ArrayList<>(List.of("rm", "-f"));
        words.addAll(List.of(containers));
        text(words.toArray(String[]::new));
    }

    private static String[] with(String program, String... words) {
        var command = new ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        return command.toArray(String[]::new);
    }
}
