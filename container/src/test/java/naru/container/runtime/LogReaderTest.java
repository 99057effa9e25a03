package naru.container.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.model.Frame;
import naru.container.model.LogOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class LogReaderTest {
    private static final String TIME = "2026-11-21T10:00:0%d.123456789+01:00";

    private static final LogOptions ALL = new LogOptions(true, true, false, null, null, -1, false);

    @TempDir private Path folder;

    private Path log(String... lines) throws IOException {
        return Files.writeString(folder.resolve("log"), String.join("\n", lines) + "\n");
    }

    private static String line(int second, String rest) {
        return TIME.formatted(second) + " " + rest;
    }

    private static List<String> read(Path log, LogOptions options) throws Exception {
        var shown = new ArrayList<String>();
        try (var reader = new LogReader(log, options, "", () -> Optional.of(Instant.MAX))) {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                var text = StandardCharsets.UTF_8.decode(frame.bytes()).toString();
                shown.add(frame.source() + " " + text);
            }
        }
        return shown;
    }

    @Test
    void givesLinesAndPartsOfLinesOfBothStreams() throws Exception {
        var log = log(line(1, "stdout F one"), line(2, "stderr P tw"), line(3, "stderr F o"));

        assertThat(read(log, ALL)).containsExactly("STDOUT one\n", "STDERR tw", "STDERR o\n");
    }

    @Test
    void passesOverWhatIsNoLine() throws Exception {
        var log = log("", "garbage", "a b c d", line(1, "stdout F one"), line(2, "stdout"));

        assertThat(read(log, ALL)).containsExactly("STDOUT one\n");
    }

    @Test
    void stampsTheBeginningsOfLines() throws Exception {
        var log = log(line(1, "stdout P on"), line(2, "stdout F e"), line(3, "stdout F two"));

        assertThat(read(log, new LogOptions(true, true, false, null, null, -1, true)))
                .containsExactly(
                        "STDOUT 2026-11-21T09:00:01.123456789Z on",
                        "STDOUT e\n",
                        "STDOUT 2026-11-21T09:00:03.123456789Z two\n");
    }

    @Test
    void readsFromAndToAMoment() throws Exception {
        var log = log(line(1, "stdout F one"), line(2, "stdout F two"), line(3, "stdout F three"));
        var from = Instant.parse("2026-11-21T09:00:02Z");
        var to = Instant.parse("2026-11-21T09:00:03Z");

        assertThat(read(log, new LogOptions(true, true, false, from, null, -1, false))).hasSize(2);
        assertThat(read(log, new LogOptions(true, true, false, null, to, -1, false))).hasSize(2);
    }

    @Test
    void findsTheTailOfALongLog() throws Exception {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 5000; i++) {
            lines.add(line(i % 10, "stdout F " + "x".repeat(i % 300) + " line " + i));
        }
        var log = log(lines.toArray(String[]::new));

        assertThat(read(log, ALL)).hasSize(5000);
        for (int tail : new int[] {0, 1, 10, 4999, 5000, 6000}) {
            var shown = read(log, new LogOptions(true, true, false, null, null, tail, false));
            assertThat(shown).hasSize(Math.min(tail, 5000));
            if (tail > 0) {
                assertThat(shown.getLast()).endsWith(" line 4999\n");
            }
        }
    }
}
