package naru.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.label.LabelsOf;
import naru.proxy.label.Settings;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Middleware;
import naru.proxy.model.Problem;
import naru.proxy.table.RoutedService;
import naru.proxy.table.RoutingTable;
import naru.proxy.table.TableBuilder;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

class RefusalsTest {
    private final AtomicLong time = new AtomicLong();
    private final Refusals refusals = new Refusals(time::get);
    private int trials;

    /** A table with routes {@code r0} and so on, each with a middleware and a service. */
    private static RoutingTable table(int count) {
        var labels = new StringBuilder("traefik.enable=true\n");
        for (int i = 0; i < count; i++) {
            var router = "traefik.http.routers.r" + i;
            labels.append(router + ".rule=Host(`r" + i + ".test`)\n");
            labels.append(router + ".middlewares=m" + i + "\n");
            labels.append("traefik.http.middlewares.m" + i + ".addprefix.prefix=/p" + i + "\n");
            labels.append(router + ".service=s" + i + "\n");
            var service = "traefik.http.services.s" + i + ".loadbalancer.";
            labels.append(service + "server.port=80\n" + service + "sticky.cookie.name=c\n");
        }
        var definitions =
                Vocabularies.read(
                        LabelsOf.container("web", labels.toString(), 80), Settings.DEFAULT);
        var table = TableBuilder.build(Settings.DEFAULT, List.of(definitions));
        assertThat(table.routes()).hasSize(count);
        assertThat(table.problems()).isEmpty();
        return table;
    }

    /** HAProxy that refuses some routes. */
    private Refusals.Trial refusing(Predicate<RoutedService> isBad) {
        return table -> {
            trials++;
            return table.routes().stream()
                    .filter(isBad)
                    .map(routed -> "config : parsing [/x/trial.cfg:7] : bad word\nmore")
                    .findFirst();
        };
    }

    private static boolean isCalled(RoutedService routed, String... names) {
        return List.of(names).contains(routed.route().name().local());
    }

    private static boolean hasItsSteps(RoutedService routed) {
        return routed.steps().stream().noneMatch(Middleware.Refused.class::isInstance);
    }

    private static List<String> names(RoutingTable table) {
        return table.routes().stream().map(routed -> routed.route().name().local()).toList();
    }

    @Test
    void findsTheOffenderAmongMany() throws IOException {
        var table = table(100);

        assertThat(refusals.search(table, refusing(r -> isCalled(r, "r63") && hasItsSteps(r))))
                .isTrue();

        assertThat(trials).isLessThan(20);
        var loaded = refusals.without(table);
        assertThat(names(loaded)).isEqualTo(names(table));
        assertThat(loaded.routes())
                .filteredOn(routed -> !hasItsSteps(routed))
                .singleElement()
                .satisfies(routed -> {
                    assertThat(routed.route().name().local()).isEqualTo("r63");
                    assertThat(routed.pool().service().sticky()).isPresent();
                    assertThat(routed.steps())
                            .containsExactly(
                                    new Middleware.Refused("HAProxy refuses it: bad word"));
                });
    }

    @Test
    void replacesSettingsOfServiceThatAreRefused() throws IOException {
        var table = table(4);
        Predicate<RoutedService> isBad =
                routed -> isCalled(routed, "r2") && routed.pool().service().sticky().isPresent();

        assertThat(refusals.search(table, refusing(isBad))).isTrue();

        assertThat(refusals.without(table).routes()).hasSize(4).noneMatch(isBad);
    }

    @Test
    void leavesOutRouteWhoseRuleIsRefused() throws IOException {
        var table = table(4);

        assertThat(refusals.search(table, refusing(routed -> isCalled(routed, "r1")))).isTrue();

        assertThat(names(refusals.without(table))).containsExactlyInAnyOrder("r0", "r2", "r3");
        assertThat(refusals.without(table).problems())
                .containsExactly(
                        new Problem("web", "router shop/r1", "HAProxy refuses it: bad word"));
    }

    @Test
    void triesRouteAgainWhenItsDefinitionChanges() throws IOException {
        var table = table(3);
        refusals.search(table, refusing(routed -> isCalled(routed, "r1")));

        assertThat(refusals.without(table(2)).routes()).hasSize(1);
        var without = new RoutingTable(table.settings(), List.of(), List.of());
        assertThat(refusals.without(without).routes()).isEmpty();
        assertThat(refusals.without(table).routes()).hasSize(3);
    }

    @Test
    void blamesNoRouteForOtherReasons() throws IOException {
        var table = table(3);

        assertThat(refusals.search(table, any -> Optional.of("no such file"))).isFalse();
        assertThat(refusals.without(table)).isEqualTo(table);
    }

    @Test
    void finishesLongSearchInSeveralTurns() throws IOException {
        var table = table(40);
        var slow = refusing(routed -> isCalled(routed, "r3", "r20", "r39"));
        int turns = 0;
        while (refusals.search(
                refusals.without(table),
                part -> {
                    time.addAndGet(1_000_000_000L);
                    return slow.of(part);
                })) {
            turns++;
        }

        assertThat(turns).isBetween(2, 4);
        assertThat(refusals.without(table).routes()).hasSize(37);
    }

    @Test
    void leavesOnlyAcceptedRoutesOfRandomTables() throws IOException {
        for (long seed = 1; seed <= 200; seed++) {
            var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            var all = table(1 + random.nextInt(30));
            var bad = bad(random, all);
            var fresh = new Refusals(System::nanoTime);
            Refusals.Trial trial = refusing(routed -> bad.contains(routed.route().name().local()));
            boolean found = fresh.search(all, trial);

            assertThat(found).as("seed " + seed).isEqualTo(!bad.isEmpty());
            assertThat(trial.of(fresh.without(all))).as("seed " + seed).isEmpty();
            assertThat(fresh.without(all).routes()).hasSize(all.routes().size() - bad.size());
        }
    }

    private static List<String> bad(RandomGenerator random, RoutingTable table) {
        var names = new ArrayList<>(names(table));
        return IntStream.range(0, Math.min(names.size(), random.nextInt(4)))
                .mapToObj(i -> names.remove(random.nextInt(names.size())))
                .toList();
    }
}
