package naru.bench;

import static naru.bench.Comparison.compare;
import static naru.bench.Comparison.milliseconds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/** Figures of common commands for containers. */
final class ContainerFigures {
    static final String[] NAMES = {
        "run-rm-bridge", "run-20", "ps-200", "inspect", "logs-100mb", "compose-up-30"
    };

    private static final String IMAGE = "naru-bench:latest";
    private static final int MANY = 200;
    private static final int AT_ONCE = 20;
    private static final int SERVICES = 30;
    private static final String HUNDRED_MEGABYTES =
            "yes 'a line of a log as long as lines of logs usually are, that is about this long'"
                    + " | head -c 100000000";

    private final List<Engine> engines;
    private final Path folder;

    ContainerFigures(List<Engine> engines, Path folder) {
        this.engines = List.copyOf(engines);
        this.folder = folder;
    }

    void print(FigureFilter wanted) throws Exception {
        for (var engine : engines) {
            BusyboxImage.importInto(engine, IMAGE);
        }
        if (wanted.has("run-rm-bridge")) {
            compare("run-rm-bridge", "ms", 3, 15, engines, ContainerFigures::runToItsEnd);
        }
        if (wanted.has("run-20")) {
            compare("run-20", "ms", 1, 5, engines, ContainerFigures::runAtOnce);
        }
        if (wanted.has("ps-200", "inspect")) {
            listAndInspect(wanted);
        }
        if (wanted.has("logs-100mb")) {
            logs();
        }
        if (wanted.has("compose-up-30")) {
            compose();
        }
    }

    private static double runToItsEnd(Engine engine) throws Exception {
        return milliseconds(() -> engine.docker("run", "--rm", IMAGE, "true"));
    }

    private static double runAtOnce(Engine engine) throws Exception {
        double time =
                milliseconds(() -> {
                    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                        for (int i = 0; i < AT_ONCE; i++) {
                            threads.submit(
                                    () -> engine.docker("run", "-d", IMAGE, "sleep", "1000"));
                        }
                    }
                });
        removeAll(engine);
        return time;
    }

    private void listAndInspect(FigureFilter wanted) throws Exception {
        for (var engine : engines) {
            for (int i = 0; i < MANY; i++) {
                Http.status(
                        engine.socket(),
                        "POST",
                        "/v1.41/containers/create?name=many" + i,
                        "{\"Image\":\"" + IMAGE + "\",\"Cmd\":[\"true\"]}");
            }
        }
        if (wanted.has("ps-200")) {
            compare(
                    "ps-200-cli",
                    "ms",
                    3,
                    15,
                    engines,
                    engine -> milliseconds(() -> engine.docker("ps", "-a")));
            compare(
                    "ps-200-api",
                    "ms",
                    10,
                    30,
                    engines,
                    engine -> milliseconds(() -> get(engine, "/v1.41/containers/json?all=1")));
        }
        if (wanted.has("inspect")) {
            compare(
                    "inspect-cli",
                    "ms",
                    3,
                    15,
                    engines,
                    engine -> milliseconds(() -> engine.docker("inspect", "many7")));
            compare(
                    "inspect-api",
                    "ms",
                    300,
                    100,
                    engines,
                    engine -> milliseconds(() -> get(engine, "/v1.41/containers/many7/json")));
        }
        engines.forEach(ContainerFigures::removeAll);
    }

    private static void get(Engine engine, String path) throws IOException {
        Http.status(engine.socket(), "GET", path, "");
    }

    private void logs() throws Exception {
        for (var engine : engines) {
            engine.docker("run", "--name", "talker", "-d", IMAGE, "sh", "-c", HUNDRED_MEGABYTES);
            engine.docker("wait", "talker");
        }
        compare(
                "logs-100mb",
                "ms",
                1,
                3,
                engines,
                engine ->
                        milliseconds(() ->
                                Shell.run(
                                        "sh",
                                        "-c",
                                        "docker -H unix://"
                                                + engine.socket()
                                                + " logs talker >/dev/null")));
        engines.forEach(ContainerFigures::removeAll);
    }

    private void compose() throws Exception {
        var file = folder.resolve("docker-compose.yml");
        var text = new StringBuilder("version: '3'\nservices:\n");
        for (int i = 1; i <= SERVICES; i++) {
            text.append("  s%d: {image: '%s', command: sleep 1000}\n".formatted(i, IMAGE));
        }
        Files.writeString(file, text);
        compare(
                "compose-up-30",
                "ms",
                1,
                3,
                engines,
                engine -> {
                    double time = milliseconds(() -> compose(engine, file, "up", "-d"));
                    compose(engine, file, "down", "-t", "0");
                    return time;
                });
    }

    private static void compose(Engine engine, Path file, String... words) throws IOException {
        var command = new ArrayList<String>();
        command.add("docker-compose");
        command.add("-H");
        command.add("unix://" + engine.socket());
        command.add("-p");
        command.add("bench");
        command.add("-f");
        command.add(file.toString());
        command.addAll(List.of(words));
        Shell.run(command.toArray(String[]::new));
    }

    private static void removeAll(Engine engine) {
        try {
            var containers = engine.docker("ps", "-aq").strip();
            if (!containers.isEmpty()) {
                engine.docker("rm -f -v ".concat(containers.replace('\n', ' ')).split(" "));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
