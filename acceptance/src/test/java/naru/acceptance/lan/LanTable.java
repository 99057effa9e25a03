package naru.acceptance.lan;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lan.LanCell.Place;
import naru.acceptance.reach.ReachCell.Protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The truth table of the LAN: {@link LanModel} predicts which place reaches which, and the source
 * address that is seen; each cell is then tested with real packets.
 */
final class LanTable {
    private LanTable() {}

    /** Tests all cells, prints the results, and fails on any difference from the prediction. */
    static void compare(LanGround ground, List<LanCell> cells, boolean reflecting)
            throws InterruptedException {
        var answers = answers(ground, cells);
        answers.putAll(answers(ground, silent(ground, cells, answers, reflecting)));
        var differences = new ArrayList<String>();
        for (var cell : cells) {
            var expected = expected(ground, cell, reflecting);
            var found = answers.getOrDefault(cell, "-");
            if (!expected.equals(found)) {
                differences.add(cell + ": predicted " + expected + ", found " + found);
            }
        }
        System.out.printf(
                "%d cells, %d reached, %d not, %d other than predicted%n",
                cells.size(), answers.size(), cells.size() - answers.size(), differences.size());
        differences.forEach(System.out::println);
        assertThat(differences).isEmpty();
    }

    /**
     * Those that should have been answered and were not. A packet may be lost among a thousand at
     * once, and a kernel that has just given up a neighbour refuses a connection without asking
     * again, so they are asked once more; what is kept from each other stays silent then, too.
     */
    private static List<LanCell> silent(
            LanGround ground, List<LanCell> cells, Map<LanCell, String> answers, boolean reflects) {
        var silent =
                cells.stream()
                        .filter(cell -> !answers.containsKey(cell))
                        .filter(cell -> !expected(ground, cell, reflects).equals("-"))
                        .toList();
        silent.forEach(cell -> System.out.println("asked again: " + cell));
        return silent;
    }

    /** All senders send concurrently. */
    private static Map<LanCell, String> answers(LanGround ground, List<LanCell> cells)
            throws InterruptedException {
        var answers = new ConcurrentHashMap<LanCell, String>();
        var askers = new ArrayList<Thread>();
        cells.stream()
                .collect(Collectors.groupingBy(LanCell::from))
                .forEach((from, asked) ->
                        askers.add(
                                Thread.ofVirtual()
                                        .start(() -> answers.putAll(ground.ask(from, asked)))));
        for (var asker : askers) {
            asker.join();
        }
        return answers;
    }

    private static String expected(LanGround ground, LanCell cell, boolean reflecting) {
        var seen = LanModel.predict(cell, reflecting);
        if (seen.isEmpty()) {
            return "-";
        }
        if (cell.protocol() == Protocol.ICMP) {
            return "echo";
        }
        var source =
                switch (seen.get()) {
                    case OWN -> cell.from();
                    case HOST -> Place.HOST;
                    case HOST_AMONG_THEM -> Place.HOST_AMONG_THEM;
                };
        var name = cell.to().equals(Place.HOST_AMONG_THEM) ? Place.HOST : cell.to();
        return name + " " + ground.own(source, cell.family());
    }
}
