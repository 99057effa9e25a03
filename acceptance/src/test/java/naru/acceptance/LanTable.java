package naru.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.LanCell.Place;
import naru.acceptance.ReachCell.Protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The truth table of the LAN: {@link LanModel} predicts who reaches whom and as whom the asker is
 * seen; every question is then asked with real packets.
 */
final class LanTable {
    private LanTable() {}

    /** Asks, prints what came out, and fails if anything is not as predicted. */
    static void compare(LanGround ground, List<LanCell> cells, boolean reflecting)
            throws InterruptedException {
        var answers = answers(ground, cells);
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

    /** All askers ask side by side. */
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
