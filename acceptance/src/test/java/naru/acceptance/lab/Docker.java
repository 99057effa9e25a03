package naru.acceptance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import naru.cli.text.Json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The docker command with the socket of one daemon. */
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

    /** Runs a docker command, split as {@link CommandLine} does: {@code network ls -q}. */
    public Shell.Result run(String command, Object... arguments) {
        return run(InputStream.nullInputStream(), command, arguments);
    }

    /** Runs a docker command with {@code input} on standard input. */
    public Shell.Result run(InputStream input, String command, Object... arguments) {
        return shell.run(input, "docker " + command, arguments);
    }

    /** Starts a docker command that runs in the background. */
    public Process start(String command, Object... arguments) throws IOException {
        return shell.start("docker " + command, arguments);
    }

    /** Runs a docker command, which must succeed; returns its output. */
    public String cli(String command, Object... arguments) {
        return run(command, arguments).text();
    }

    /** Runs a docker command, which must fail; returns its standard error. */
    public String refusal(String command, Object... arguments) {
        return run(command, arguments).refusal();
    }

    /** Debian's docker-compose, for the file at {@code path}. */
    public Shell.Result compose(String path, String command, Object... arguments) {
        var words = CommandLine.words(command, arguments);
        return shell.run("docker-compose -f {} -p notes {}", path, words);
    }

    /** The daemon's API, for what is not about the command: without a process for each request. */
    public RawApi api() {
        return new RawApi(endpoint, false);
    }

    /** What {@code docker inspect} shows of a container, from the API. */
    private Map<String, Object> container(String name) {
        var response = api().get("/containers/" + name + "/json");
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return Json.at(Json.parse(response.body()));
    }

    /** The id of a container's first process, 0 if it does not run. */
    public String pid(String container) {
        return String.valueOf(Json.at(container(container), "State").get("Pid"));
    }

    /** The result of a container's health check. */
    public String health(String container) {
        return Json.text(Json.at(container(container), "State", "Health"), "Status");
    }

    /** One field of {@code docker inspect}, by a Go template. */
    public String inspect(String object, String template) {
        return cli("inspect --format {} {}", template, object);
    }

    /** A container's address on its only network, or on the one named. */
    public String address(String container) {
        return networks(container).keySet().stream()
                .map(network -> address(container, network))
                .collect(Collectors.joining());
    }

    public String address(String container, String network) {
        return Json.text(Json.at(networks(container), network), "IPAddress");
    }

    private Map<String, Object> networks(String container) {
        return Json.at(container(container), "NetworkSettings", "Networks");
    }

    /** Starts a container that sleeps; returns its id. */
    public String waiting(String name) {
        return waiting(name, "");
    }

    /** Starts a container that sleeps, with options of {@code docker run}; returns its id. */
    public String waiting(String name, String options, Object... arguments) {
        var words = CommandLine.words(options, arguments);
        return cli("run -d --name {} {} busybox sleep 1000", name, words);
    }

    /** Starts a web server that answers with its container's name on port 80. */
    public String web(String name) {
        return web(name, "");
    }

    /**
     * Starts a web server that answers with its container's name on port 80; returns its id once
     * the server listens, or the container has ended.
     */
    public String web(String name, String options, Object... arguments) {
        var words = CommandLine.words(options, arguments);
        var id = cli("run -d --name {} --hostname {} {} web:latest", name, name, words);
        awaitListener(id);
        return id;
    }

    private void awaitListener(String id) {
        var sockets = Path.of("/proc", pid(id), "net");
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

    /** Removes containers, running or not. */
    public void remove(String... containers) {
        cli("rm -f {}", List.of(containers));
    }
}
