package naru.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The known differences, from a Markdown file: each line of its fenced blocks is one, or many where
 * it has a {@code *}, which stands for any text. The text above a block is the reason. A block that
 * begins with {@code ```sometimes} has differences that do not appear in every run.
 */
final class Listed {
    private final List<Line> lines = new ArrayList<>();

    private record Line(String text, Pattern pattern, boolean sometimes) {
        static Line of(String text, boolean sometimes) {
            var parts = new ArrayList<String>();
            for (var part : text.split("\\*", -1)) {
                parts.add(Pattern.quote(part));
            }
            var pattern = Pattern.compile(String.join(".*", parts), Pattern.DOTALL);
            return new Line(text, pattern, sometimes);
        }

        boolean covers(String difference) {
            return pattern.matcher(difference).matches();
        }
    }

    static Listed read(Path file) throws IOException {
        var listed = new Listed();
        boolean inside = false;
        boolean sometimes = false;
        for (var line : Files.readAllLines(file)) {
            if (line.startsWith("```")) {
                inside = !inside;
                sometimes = line.endsWith("sometimes");
            } else if (inside && !line.isBlank()) {
                listed.lines.add(Line.of(line.strip(), sometimes));
            }
        }
        return listed;
    }

    /** Differences that no line covers. */
    List<String> unlisted(Collection<String> differences) {
        return differences.stream()
                .filter(difference -> lines.stream().noneMatch(line -> line.covers(difference)))
                .toList();
    }

    /** Lines that cover no difference any more. */
    List<String> vanished(Collection<String> differences) {
        return lines.stream()
                .filter(line -> !line.sometimes())
                .filter(line -> differences.stream().noneMatch(line::covers))
                .map(Line::text)
                .toList();
    }
}
