package naru.bench;

import static naru.bench.Comparison.compare;
import static naru.bench.Comparison.milliseconds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares Naru with Debian's Docker engines: Debian 13's and, on Debian 12, its own.
 *
 * <p>All run on this machine at the same time, each in a separate network namespace, and are
 * measured alternately, so that ratios are valid even if the machine's speed drifts. Every line is
 * {@code bench <figure> naru=<median> <peer>=<median> ratio=<median of ratios>}; a ratio below 1
 * means that Naru needs less.
 */
public final class Bench {
    private Bench() {}

    /**
     * Runs the figures whose names contain one of {@code arguments}, or all. The property {@code
     * naru.launcher} names bin/naru.
     */
    public static void main(String[] arguments) throws Exception {
        var wanted = wanted(arguments);
        Leftovers.remove();
        if (wanted.has("attach-p50", "detach-p50")) {
            AttachFigure.print(DebianRoots.of(launcher()));
        }
        if (wanted.has(ScaleFigures.NAMES)) {
            ScaleFigures.print();
        }
        boolean compares =
                wanted.has("api-ready", "idle-memory", "network-create-rm", "pull-300MB", "dns")
                        || wanted.has(ContainerFigures.NAMES)
                        || wanted.has(TrafficFigures.NAMES);
        if (!compares && !wanted.has(ProxyFigures.NAMES)) {
            return;
        }
        var launcher = launcher();
        var peers = compares ? DockerPrograms.find(launcher) : List.<DockerPrograms>of();
        if (compares && peers.isEmpty()) {
            System.err.println(
                    "bench: no dockerd to compare with: scripts/install-deps --bench brings"
                            + " Debian's");
            System.exit(2);
        }
        measureEngines(wanted, launcher, peers);
    }

    private static void measureEngines(
            FigureFilter wanted, Path launcher, List<DockerPrograms> peers) throws Exception {
        var folder = Files.createTempDirectory("naru-bench-");
        Files.setPosixFilePermissions( // users of the proxy's processes enter it
                folder, PosixFilePermissions.fromString("rwx--x--x"));
        var engines = new ArrayList<Engine>();
        try {
            engines.add(new NaruEngine(launcher, folder.resolve("naru")));
            for (var peer : peers) {
                engines.add(new DockerEngine(peer, folder.resolve("dockerd-" + peer.version())));
            }
            for (var engine : engines) {
                engine.start();
            }
            compareEngines(wanted, engines);
            if (wanted.has(TrafficFigures.NAMES)) {
                new TrafficFigures(engines).print(wanted);
            }
            if (wanted.has("dns")) {
                new DnsFigures(engines, DebianRoots.of(launcher), folder.resolve("dns")).print();
            }
            if (wanted.has(ProxyFigures.NAMES)) {
                new ProxyFigures(engines.getFirst(), folder.resolve("proxy")).print(wanted);
            }
            if (wanted.has("pull-300MB")) {
                PullFigure.print(engines, folder.resolve("pull"));
            }
        } finally {
            closeAll(engines);
            Shell.removeTree(folder);
        }
    }

    private static void closeAll(List<Engine> engines) {
        for (var engine : engines.reversed()) {
            try {
                engine.close();
            } catch (IOException e) {
                System.err.println("bench: " + engine.name() + " is not removed: " + e);
            }
        }
    }

    private static Path launcher() {
        return Path.of(System.getProperty("naru.launcher", "bin/naru")).toAbsolutePath();
    }

    private static FigureFilter wanted(String[] words) {
        try {
            return new FigureFilter(List.of(words));
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
            throw e;
        }
    }

    private static void compareEngines(FigureFilter wanted, List<Engine> engines) throws Exception {
        if (wanted.has("api-ready")) {
            compare("api-ready", "ms", 1, 5, engines, Bench::restart);
        }
        if (wanted.has("idle-memory")) {
            Thread.sleep(2000);
            compare("idle-memory", "MiB", 0, 1, engines, Engine::residentMiB);
        }
        if (wanted.has("network-create-rm")) {
            compare("network-create-rm-cli", "ms", 3, 15, engines, Bench::networkByCommand);
            compare("network-create-rm-api", "ms", 3, 15, engines, Bench::networkByRequest);
        }
        if (wanted.has(ContainerFigures.NAMES)) {
            new ContainerFigures(engines, engines.getFirst().folder()).print(wanted);
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
