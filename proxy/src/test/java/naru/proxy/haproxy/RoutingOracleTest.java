package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.haproxy.RandomRules.Known;
import naru.proxy.haproxy.RandomRules.Sent;
import naru.proxy.haproxy.routing.Backends;
import naru.proxy.haproxy.routing.CompiledRouting;
import naru.proxy.haproxy.routing.Frontend;
import naru.proxy.haproxy.routing.RoutingCompiler;
import naru.proxy.label.LabelsOf;
import naru.proxy.label.Settings;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Definitions;
import naru.proxy.table.TableBuilder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGeneratorFactory;

/**
 * HAProxy routes random requests by random rules as Traefik's documentation says: of the routes
 * that take a request the one with the longest rule, or the highest priority.
 */
class RoutingOracleTest {
    private static final int TABLES = Integer.getInteger("naru.proxy.oracle", 10);
    private static final long SEED = Long.getLong("naru.proxy.seed", 20_261_201);
    private static final int CONNECTIONS = 20;
    private static final int REQUESTS = 50;

    /** The route of the highest rank takes a request. */
    private record Ranked(Known rule, int rank) {}

    @TempDir private Path folder;

    @Test
    void routesLikeTheDocumentation() throws Exception {
        for (long seed = SEED; seed < SEED + TABLES; seed++) {
            check(seed, Files.createDirectory(folder.resolve(String.valueOf(seed))));
        }
    }

    private static void check(long seed, Path folder) throws Exception {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var rules = new RandomRules(random);
        boolean simple = seed % 2 == 0;
        var known = new LinkedHashMap<String, Ranked>();
        var definitions = new ArrayList<Definitions>();
        int count = random.nextInt(1, 12);
        for (int i = 0; i < count; i++) {
            var rule = simple ? rules.simple() : rules.rule(2);
            int rank = simple ? random.nextInt(1, 1_000) : rule.text().length();
            if (known.values().stream().anyMatch(other -> other.rank() == rank)) {
                continue; // a tie is decided by names, which is no part of the documentation
            }
            var name = "r" + i;
            known.put(name, new Ranked(rule, rank));
            var labels =
                    """
                    traefik.enable=true
                    traefik.http.routers.%1$s.rule=%2$s
                    """
                            .formatted(name, rule.text());
            var priority = "traefik.http.routers." + name + ".priority=" + rank;
            definitions.add(
                    Vocabularies.read(
                            LabelsOf.container(name, simple ? labels + priority : labels, 80),
                            Settings.DEFAULT));
        }
        var table = TableBuilder.build(Settings.DEFAULT, definitions);
        assertThat(table.problems())
                .as("seed %d", seed)
                .allMatch(problem -> problem.text().contains("belongs to router"));
        var backends = new Backends(table);
        var routing = RoutingCompiler.compile(table, EntryPoint.HTTP, backends);
        var names = new TreeSet<>(backends.all().keySet());
        names.addAll(List.of(Backends.NOT_FOUND, Backends.MISDIRECTED, Backends.TO_HTTPS));

        try (var haproxy =
                RealHaproxy.start(folder, new Frontend(routing, folder, "http"), names)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                checkConnection(seed, rules, known, haproxy, routing);
            }
        }
    }

    private static void checkConnection(
            long seed,
            RandomRules rules,
            Map<String, Ranked> known,
            RealHaproxy haproxy,
            CompiledRouting routing)
            throws Exception {
        var byClient = new HashMap<String, List<Sent>>();
        for (int i = 0; i < REQUESTS; i++) {
            var sent = rules.request();
            byClient.computeIfAbsent(sent.client(), client -> new ArrayList<>()).add(sent);
        }
        for (var client : byClient.entrySet()) {
            var expected = client.getValue().stream().map(sent -> expected(known, sent)).toList();
            assertThat(haproxy.backends(client.getKey(), client.getValue()))
                    .as("seed %d: %s%n%s%n%s", seed, known, RealHaproxy.shown(routing), client)
                    .isEqualTo(expected);
        }
    }

    private static String expected(Map<String, Ranked> known, Sent sent) {
        var best = "";
        int rank = -1;
        for (var route : known.entrySet()) {
            if (route.getValue().rule().takes().test(sent) && route.getValue().rank() > rank) {
                best = "shop:" + route.getKey();
                rank = route.getValue().rank();
            }
        }
        return best.isEmpty() ? Backends.NOT_FOUND : best;
    }
}
