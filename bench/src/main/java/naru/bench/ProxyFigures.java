package naru.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Naru's proxy beside HAProxy, nginx and Caddy that were configured by hand, with one route and
 * with a thousand: requests per second, CPU time per request, 99th percentile, memory; and the time
 * from the start of a container to its first request.
 */
final class ProxyFigures {
    static final String[] NAMES = {"proxy"};
    private static final String CACHE = "proxy-cache-hits-";
    private static final String IMAGE = "naru-bench:latest";
    private static final int HTTP_PORT = 80;
    private static final int ROUNDS = 5;
    private static final int SECONDS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Engine naru;
    private final Path folder;

    ProxyFigures(Engine naru, Path folder) {
        this.naru = naru;
        this.folder = folder;
    }

    void print(FigureFilter wanted) throws Exception {
        BusyboxImage.importInto(naru, IMAGE);
        Http.status(naru.socket(), "POST", "/proxy/enable", "");
        try {
            if (wanted.has("proxy-1-", "proxy-1000-")) {
                compareAll();
            }
            if (wanted.has(CACHE) && Shell.isOnPath("nginx")) {
                compareHits();
            }
            if (wanted.has(StartFigure.NAME)) {
                new StartFigure(naru, IMAGE).print();
            }
        } finally {
            Http.status(naru.socket(), "POST", "/proxy/disable", "");
        }
    }

    private void compareAll() throws Exception {
        try (var peers = new ProxyPeers(naru.netns(), folder)) {
            peers.members();
            for (int hosts : new int[] {1, 1_000}) {
                routes(hosts);
                try {
                    var sides = new ArrayList<>(List.of(own(hosts)));
                    sides.addAll(peers.proxies(hosts));
                    compare("proxy-" + hosts + "-routes-", ProxyPeers.host(hosts / 2), sides);
                } finally {
                    peers.end(1);
                    naru.docker("rm", "-f", "routes-1", "routes-2");
                }
            }
        }
    }

    /** Hits of the cache, beside nginx alone in front of the same member. */
    private void compareHits() throws Exception {
        try (var peers = new ProxyPeers(naru.netns(), folder)) {
            peers.members();
            var port = "--label=naru.proxy.port=" + ProxyPeers.MEMBERS.getFirst();
            naru.docker(
                    "run",
                    "-d",
                    "--network",
                    "host",
                    "--name",
                    "cached",
                    port,
                    "--label=naru.proxy.host=" + ProxyPeers.host(0),
                    "--label=naru.proxy.cache=1h",
                    IMAGE,
                    "sleep",
                    "1000");
            try {
                awaitHit(ProxyPeers.host(0));
                compare(CACHE, ProxyPeers.host(0), List.of(own(1), peers.cachingNginx()));
            } finally {
                naru.docker("rm", "-f", "cached");
            }
        }
    }

    private void awaitHit(String host) throws Exception {
        var url = "http://127.0.0.1/";
        var end = Instant.now().plus(PATIENCE);
        while (!Shell.run(
                        "nsenter",
                        "--net=/run/netns/" + naru.netns(),
                        "curl",
                        "-s",
                        "-i",
                        "-m",
                        "5",
                        "-H",
                        "Host: " + host,
                        url)
                .contains("x-cache: hit")) {
            if (Instant.now().isAfter(end)) {
                throw new IOException("no response of " + host + " is cached");
            }
            Thread.sleep(50);
        }
    }

    /** Two containers that define the routes, each with one of the members. */
    private void routes(int hosts) throws IOException {
        for (int i = 0; i < ProxyPeers.MEMBERS.size(); i++) {
            var run = new ArrayList<>(List.of("run", "-d", "--network", "host", "--name"));
            run.add("routes-" + (i + 1));
            for (int host = 0; host < hosts; host++) {
                var router = "traefik.http.routers.r" + host;
                run.add("--label=" + router + ".rule=Host(`" + ProxyPeers.host(host) + "`)");
                run.add("--label=" + router + ".service=members");
            }
            run.add("--label=traefik.enable=true");
            run.add(
                    "--label=traefik.http.services.members.loadbalancer.server.url=http://127.0.0.1:"
                            + ProxyPeers.MEMBERS.get(i));
            run.addAll(List.of(IMAGE, "sleep", "1000"));
            naru.docker(run.toArray(String[]::new));
        }
    }

    private ProxySide own(int hosts) throws Exception {
        awaitAnswer(ProxyPeers.host(hosts - 1), "x");
        var config = naru.folder().resolve("exec/proxy").toString();
        var processes =
                ProcessHandle.allProcesses()
                        .filter(process -> process.info().commandLine().orElse("").contains(config))
                        .flatMap(
                                process -> Stream.concat(Stream.of(process), process.descendants()))
                        .distinct()
                        .toList();
        return new ProxySide("naru", HTTP_PORT, processes);
    }

    private void compare(String figure, String host, List<ProxySide> sides) throws IOException {
        Map<ProxySide, List<ProxySide.Run>> seen = new LinkedHashMap<>();
        for (int round = -1; round < ROUNDS; round++) {
            for (var side : sides) {
                var run = side.flood(naru.netns(), host, SECONDS);
                if (round >= 0) {
                    seen.computeIfAbsent(side, ignored -> new ArrayList<>()).add(run);
                }
            }
        }
        var own = seen.getOrDefault(sides.getFirst(), List.of());
        for (var side : sides.subList(1, sides.size())) {
            var other = seen.getOrDefault(side, List.of());
            print(figure + "qps", "/s", side, own, other, ProxySide.Run::perSecond);
            print(figure + "cpu", "us", side, own, other, ProxySide.Run::microseconds);
            print(figure + "p99", "ms", side, own, other, ProxySide.Run::p99);
            Comparison.print(
                    figure + "memory",
                    "MiB",
                    new Samples(new double[] {sides.getFirst().memoryMiB()}),
                    side.name(),
                    new Samples(new double[] {side.memoryMiB()}));
        }
    }

    private static void print(
            String figure,
            String unit,
            ProxySide side,
            List<ProxySide.Run> own,
            List<ProxySide.Run> other,
            java.util.function.ToDoubleFunction<ProxySide.Run> value) {
        Comparison.print(
                figure,
                unit,
                new Samples(own.stream().mapToDouble(value).toArray()),
                side.name(),
                new Samples(other.stream().mapToDouble(value).toArray()));
    }

    /** Sends requests until one is answered with a text that contains {@code word}. */
    private Instant awaitAnswer(String host, String word) throws Exception {
        var script =
                "for i in $(seq 20000); do curl -s -m 1 -H 'Host: %s' http://127.0.0.1/ | grep -q"
                        + " %s && exec date -u +%%Y-%%m-%%dT%%H:%%M:%%S.%%NZ; done; exit 1";
        var end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            try {
                return Instant.parse(
                        Shell.run(
                                        "nsenter",
                                        "--net=/run/netns/" + naru.netns(),
                                        "sh",
                                        "-c",
                                        script.formatted(host, word))
                                .strip());
            } catch (IOException notYet) {
                Thread.sleep(1);
            }
        }
        throw new IOException(host + " does not answer with " + word);
    }
}
