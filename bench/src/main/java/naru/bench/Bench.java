package naru.bench;

import static naru.bench.Comparison.compare;
import static naru.bench.Comparison.milliseconds;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures Naru and Debian's Docker engine side by side.
 *
 * <p>Both run on this machine at once, each in a network namespace of its own, and take turns, so
 * that their ratio holds even when the machine's speed drifts. Every line is {@code bench <figure>
 * naru=<median> <peer>=<median> ratio=<median of ratios>}; a ratio below 1 means that Naru needs
 * less.
 */
public final class Bench {
    private Bench() {}

    /**
     * Runs the figures whose names contain one of {@code arguments}, or all. The property {@code
     * naru.launcher} names bin/naru.
     */
    public static void main(String[] arguments) throws Exception {
        var wanted = wanted(arguments);
        if (wanted.has("attach-p50", "detach-p50")) {
            AttachFigure.print();
        }
        if (wanted.has(ScaleFigures.NAMES)) {
            ScaleFigures.print();
        }
        if (!wanted.has("api-ready", "idle-memory", "network-create-rm", "pull-300MB", "dns")
                && !wanted.has(ContainerFigures.NAMES)
                && !wanted.has(TrafficFigures.NAMES)) {
            return;
        }
        if (!Shell.isOnPath("dockerd")) {
            System.err.println(
                    "bench: no dockerd to compare with; on Debian: apt-get install docker.io");
            System.exit(2);
        }
        var launcher = Path.of(System.getProperty("naru.launcher", "bin/naru")).toAbsolutePath();
        var folder = Files.createTempDirectory("naru-bench-");
        try (var naru = new NaruEngine(launcher, folder.resolve("naru"));
                var docker = new DockerEngine(folder.resolve("dockerd"))) {
            naru.start();
            docker.start();
            compareEngines(wanted, naru, docker);
            if (wanted.has(TrafficFigures.NAMES)) {
                new TrafficFigures(naru, docker).print(wanted);
            }
            if (wanted.has("dns")) {
                new DnsFigures(naru, docker, folder.resolve("dns")).print();
            }
            if (wanted.has("pull-300MB")) {
                PullFigure.print(naru, docker, folder.resolve("pull"));
            }
        } finally {
            Shell.removeTree(folder);
        }
    }

    private static Wanted wanted(String[] words) {
        try {
            return new Wanted(List.of(words));
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
            throw e;
        }
    }

    private static void compareEngines(Wanted wanted, Engine naru, Engine docker) throws Exception {
        if (wanted.has("api-ready")) {
            compare("api-ready", "ms", 1, 5, naru, docker, Bench::restart);
        }
        if (wanted.has("idle-memory")) {
            Thread.sleep(2000);
            compare("idle-memory", "MiB", 0, 1, naru, docker, Engine::residentMiB);
        }
        if (wanted.has("network-create-rm")) {
            compare("network-create-rm-cli", "ms", 3, 15, naru, docker, Bench::networkByCommand);
            compare("network-create-rm-api", "ms", 3, 15, naru, docker, Bench::networkByRequest);
        }
        if (wanted.has(ContainerFigures.NAMES)) {
            new ContainerFigures(naru, docker, naru.folder()).print(wanted);
        }
    }

    private static double restart(Engine engine) throws Exception {
        engine.terminate();
        engine.launch();
        return engine.readyAfter().toNanos() / 1e6;
    }

    private static double networkByCommand(Engine engine) throws Exception {
        return milliseconds(() -> {
            engine.docker("network", "create", "benched");
            engine.docker("network", "rm", "benched");
        });
    }

    private static double networkByRequest(Engine engine) throws Exception {
        return milliseconds(() -> {
            Http.status(
                    engine.socket(),
                    "POST",
                    "/v1.41/networks/create",
                    "{\"Name\":\"benched\",\"CheckDuplicate\":true}");
            Http.status(engine.socket(), "DELETE", "/v1.41/networks/benched", "");
        });
    }
}
