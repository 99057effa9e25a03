package naru.acceptance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The real docker command, talking to one daemon. */
public final class Docker {
    private static final Pattern LISTENS_AT_80 = Pattern.compile(":0050 [0-9A-F:]+ 0A ");

    private final Shell shell;
    private final String endpoint;

    public Docker(String endpoint) {
        this(endpoint, Path.of("/nonexistent"));
    }

    /** {@code config} is where the command keeps what it knows, such as passwords. */
    public Docker(String endpoint, Path config) {
        this.endpoint = endpoint;
        this.shell =
                new Shell().with("DOCKER_HOST", endpoint).with("DOCKER_CONFIG", config.toString());
    }

    /** {@code unix:///…/naru.sock}. */
    public String endpoint() {
        return endpoint;
    }

    public Shell.Result run(String... words) {
        return run(InputStream.nullInputStream(), words);
    }

    public Shell.Result run(InputStream input, String... words) {
        return shell.run(input, with("docker", words));
    }

    /** Starts a docker command that goes on beside the test. */
    public Process start(String... words) throws java.io.IOException {
        return shell.start(with("docker", words));
    }

    /** What a docker command prints that must work. */
    public String text(String... words) {
        return run(words).text();
    }

    /** What docker says about a command that must fail. */
    public String refusal(String... words) {
        return run(words).refusal();
    }

    /** Debian's docker-compose, for the file at {@code path}. */
    public Shell.Result compose(String path, String... words) {
        var arguments = new ArrayList<>(List.of("-f", path, "-p", "notes"));
        arguments.addAll(List.of(words));
        return shell.run(with("docker-compose", arguments.toArray(String[]::new)));
    }

    /** One field of {@code docker inspect}, by a Go template. */
    public String inspect(String object, String template) {
        return text("inspect", "--format", template, object);
    }

    /** A container's address on its only network, or on the one named. */
    public String address(String container) {
        return inspect(container, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
    }

    public String address(String container, String network) {
        return inspect(
                container, "{{(index .NetworkSettings.Networks \"" + network + "\").IPAddress}}");
    }

    /** Runs a container that waits, and gives its id. */
    public String waiting(String name, String... options) {
        var words = new ArrayList<>(List.of("run", "-d", "--name", name));
        words.addAll(List.of(options));
        words.addAll(List.of(Images.BUSYBOX, "sleep", "1000"));
        return text(words.toArray(String[]::new));
    }

    /**
     * Runs a web server on port 80 that says its container's name, and gives its id. Returns when
     * the server listens, or the container has ended.
     */
    public String web(String name, String... options) {
        var words = new ArrayList<>(List.of("run", "-d", "--name", name, "--hostname", name));
        words.addAll(List.of(options));
        words.add(Images.WEB);
        var id = text(words.toArray(String[]::new));
        awaitListener(id);
        return id;
    }

    private void awaitListener(String id) {
        var sockets = Path.of("/proc", inspect(id, "{{.State.Pid}}"), "net");
        try {
            Eventually.within(
                    Duration.ofSeconds(30),
                    () ->
                            assertThat(Files.notExists(sockets) || listens(sockets))
                                    .as("the server in %s listens", id)
                                    .isTrue());
        } catch (Throwable late) {
            throw new AssertionError(late.getMessage(), late);
        }
    }

    /** Whether a socket listens at port 80, by the tables of a network namespace: proc(5). */
    private static boolean listens(Path net) throws IOException {
        for (var table : List.of("tcp", "tcp6")) {
            try (var lines = Files.lines(net.resolve(table))) {
                if (lines.anyMatch(line -> LISTENS_AT_80.matcher(line).find())) {
                    return true;
                }
            } catch (NoSuchFileException | UncheckedIOException gone) {
                return true; // the container has ended
            }
        }
        return false;
    }

    /** Removes containers at once, running or not. */
    public void remove(String... containers) {
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
