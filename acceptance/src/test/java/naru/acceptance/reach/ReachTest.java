package naru.acceptance.reach;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.reach.ReachCell.Port;
import naru.linux.address.Family;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The truth table: {@link ReachModel} predicts which place reaches which, and the source address
 * that is seen; each cell is then tested with real packets. Frames with forged addresses from the
 * LAN must not arrive.
 */
@InLab
class ReachTest {
    private static final int ASKERS = 6;

    private final Lab lab;

    ReachTest(Lab lab) {
        this.lab = lab;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyCellIsAsPredicted(boolean bridgeNetfilter) throws Throwable {
        var cells = ReachCell.all();
        try (var ground = new ReachGround(lab, bridgeNetfilter)) {
            var answers = answers(ground, cells);
            answers.putAll(answers(ground, silent(ground, cells, answers)));
            var differences = new ArrayList<String>();
            for (var cell : cells) {
                var expected = expected(ground, cell);
                var found = answers.getOrDefault(cell, "-");
                if (!expected.equals(found)) {
                    differences.add(cell + ": predicted " + expected + ", found " + found);
                }
            }
            report(cells, answers.size(), differences);
            assertThat(cells).hasSizeGreaterThan(2000);
            assertThat(differences).isEmpty();
            forgedFramesGetNowhere(ground);
        }
    }

    /** Several senders send concurrently; each waits for receivers that never reply. */
    private static Map<ReachCell, String> answers(ReachGround ground, List<ReachCell> cells) {
        var answers = new ConcurrentHashMap<ReachCell, String>();
        try (var askers = Executors.newFixedThreadPool(ASKERS)) {
            var all =
                    cells.stream()
                            .collect(Collectors.groupingBy(ReachCell::from))
                            .entrySet()
                            .stream()
                            .map(one ->
                                    CompletableFuture.runAsync(
                                            () ->
                                                    answers.putAll(
                                                            ground.ask(
                                                                    one.getKey(), one.getValue())),
                                            askers))
                            .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(all).join();
        }
        return answers;
    }

    /**
     * Those that should have been answered and were not. A packet may be lost among hundreds at
     * once, so they are asked once more; what is kept from each other stays silent then, too.
     */
    private static List<ReachCell> silent(
            ReachGround ground, List<ReachCell> cells, Map<ReachCell, String> answers) {
        var silent =
                cells.stream()
                        .filter(cell -> !answers.containsKey(cell))
                        .filter(cell -> !expected(ground, cell).equals("-"))
                        .toList();
        silent.forEach(cell -> System.out.println("asked again: " + cell));
        return silent;
    }

    private static void report(List<ReachCell> cells, int answered, List<String> differences) {
        System.out.printf(
                "%d cells, %d reached, %d not, %d other than predicted%n",
                cells.size(), answered, cells.size() - answered, differences.size());
        differences.forEach(System.out::println);
    }

    private static String expected(ReachGround ground, ReachCell cell) {
        var seen = ReachModel.predict(cell);
        if (seen.isEmpty()) {
            return "-";
        }
        if (!ReachModel.tellsSource(cell)) {
            return "echo";
        }
        var source =
                switch (seen.get()) {
                    case OWN -> ground.own(cell.from(), cell.family());
                    case LAN -> ground.own(ReachPlace.HOST, cell.family());
                    case GATEWAY -> cell.to().home().gateway(cell.family());
                    case RELAY -> cell.to().home().gateway(cell.family().other());
                };
        return cell.to() + " " + source;
    }

    private static void forgedFramesGetNowhere(ReachGround ground) throws Throwable {
        var lines = new ArrayList<String>();
        for (var family : Family.values()) {
            var allowed = ReachPlace.second(ReachNetwork.UNPROTECTED);
            lines.add(line("honest", ReachPlace.NEIGHBOUR, allowed, ground, family, 82));
            for (var network : ReachNetwork.values()) {
                if (network.has(family)) {
                    forgeries(ground, family, network, lines);
                }
            }
        }
        ground.forge(lines);
        Thread.sleep(1000);
        Eventually.within(
                Duration.ofSeconds(10),
                () ->
                        assertThat(ground.forged())
                                .as("of the two honest ones, both; of the others, none")
                                .containsExactlyInAnyOrder(
                                        "forged-honest-ipv4@unprotected-2",
                                        "forged-honest-ipv6@unprotected-2"));
        System.out.println(lines.size() + " frames; arrived: " + ground.forged());
    }

    /**
     * Frames for a container or for a port on the host's loopback, from a container of the same
     * network, its gateway, and the loopback, as they say.
     */
    private static void forgeries(
            ReachGround ground, Family family, ReachNetwork network, List<String> lines) {
        var target = ReachPlace.second(network);
        var friend = ReachPlace.first(network);
        for (var port : List.of(Port.ON_ALL, Port.ON_LOOPBACK, Port.UNPUBLISHED)) {
            lines.add(line("friend", friend, target, ground, family, port.inside()));
            lines.add(
                    "forged-gateway-%s %s %s %d"
                            .formatted(
                                    ReachCell.title(family),
                                    network.gateway(family),
                                    ground.own(target, family),
                                    port.inside()));
        }
        var loopback = family == Family.IPV4 ? "127.0.0.1" : "::1";
        for (int port : List.of(network.hostPort(), network.hostPort() + 1)) {
            lines.add(
                    "forged-to_loopback-%s %s %s %d"
                            .formatted(
                                    ReachCell.title(family),
                                    ground.own(ReachPlace.NEIGHBOUR, family),
                                    loopback,
                                    port));
            lines.add(
                    "forged-as_loopback-%s %s %s %d"
                            .formatted(
                                    ReachCell.title(family),
                                    loopback,
                                    ground.own(ReachPlace.HOST, family),
                                    port));
        }
    }

    private static String line(
            String what,
            ReachPlace from,
            ReachPlace to,
            ReachGround ground,
            Family family,
            int port) {
        return "forged-%s-%s %s %s %d"
                .formatted(
                        what,
                        ReachCell.title(family),
                        ground.own(from, family),
                        ground.own(to, family),
                        port);
    }
}
