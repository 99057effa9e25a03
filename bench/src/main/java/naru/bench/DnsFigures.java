package naru.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Queries per second, 99th percentile and CPU time per query, from inside a container: for another
 * container's name, and for cached upstream names. Alternates with dockerd's resolver, dnsmasq and
 * aardvark-dns.
 */
final class DnsFigures {
    private static final String IMAGE = "naru-bench:latest";
    private static final String NETWORK = "dns-bench";
    private static final int ROUNDS = 3;
    private static final int SECONDS = 2;

    private final List<Engine> engines;
    private final DebianRoots roots;
    private final Path folder;

    DnsFigures(List<Engine> engines, DebianRoots roots, Path folder) {
        this.roots = roots;
        this.engines = List.copyOf(engines);
        this.folder = folder;
    }

    /** The results of one side. */
    private record Seen(List<DnsSide.Run> runs, List<Double> p99) {
        Samples of(ToDoubleFunction<DnsSide.Run> figure) {
            return new Samples(runs.stream().mapToDouble(figure).toArray());
        }

        Samples slowest() {
            return new Samples(p99.stream().mapToDouble(each -> each).toArray());
        }
    }

    void print() throws Exception {
        try (var peers = new DnsPeers(roots, folder)) {
            var sides = new ArrayList<DnsSide>();
            for (var engine : engines) {
                peers.upstream(engine.netns());
                sides.add(containers(engine));
            }
            sides.add(peers.aardvark());
            sides.add(peers.dnsmasq());
            Thread.sleep(1_000); // there is no other indication that the upstreams are listening
            measure("dns-known", true, sides);
            measure("dns-cached", false, sides);
        } finally {
            for (var engine : engines) {
                engine.docker("rm", "-f", "dns-asker", "dns-peer");
                engine.docker("network", "rm", NETWORK);
            }
        }
    }

    private static DnsSide containers(Engine engine) throws IOException {
        BusyboxImage.importInto(engine, IMAGE);
        engine.docker("network", "create", NETWORK);
        for (var name : List.of("dns-peer", "dns-asker")) {
            var run = List.of("run", "-d", "--network", NETWORK, "--dns", DnsPeers.UPSTREAM);
            var arguments = new ArrayList<>(run);
            arguments.addAll(List.of("--name", name, IMAGE, "sleep", "1000"));
            engine.docker(arguments.toArray(String[]::new));
        }
        var netns = engine.netns("dns-asker");
        return new DnsSide(engine.name(), netns, "127.0.0.11", engine.pid(), "dns-peer");
    }

    private void measure(String figure, boolean known, List<DnsSide> sides) throws IOException {
        Map<DnsSide, Seen> seen = new LinkedHashMap<>();
        for (int round = -1; round < ROUNDS; round++) {
            for (var side : sides) {
                var questions = side.questions(folder, known);
                var run = side.flood(questions, SECONDS);
                double p99 = side.p99(questions, 1);
                if (round >= 0) {
                    var all =
                            seen.computeIfAbsent(
                                    side, _ -> new Seen(new ArrayList<>(), new ArrayList<>()));
                    all.runs().add(run);
                    all.p99().add(p99);
                }
            }
        }
        print(figure, sides, seen);
    }

    private static void print(String figure, List<DnsSide> sides, Map<DnsSide, Seen> seen) {
        var ours = new ArrayList<>(seen.values()).getFirst();
        for (var side : sides.subList(1, sides.size())) {
            var theirs = seen.get(side);
            if (theirs != null) {
                Comparison.print(
                        figure + "-qps",
                        "/s",
                        ours.of(DnsSide.Run::perSecond),
                        side.name(),
                        theirs.of(DnsSide.Run::perSecond));
                Comparison.print(
                        figure + "-cpu",
                        "us",
                        ours.of(DnsSide.Run::microseconds),
                        side.name(),
                        theirs.of(DnsSide.Run::microseconds));
                Comparison.print(
                        figure + "-p99", "us", ours.slowest(), side.name(), theirs.slowest());
            }
        }
    }
}
