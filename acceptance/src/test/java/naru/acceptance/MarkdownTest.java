package naru.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Product;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The form of all Markdown files of the project. Needs no root. */
class MarkdownTest {
    private static final int MAX_COLUMNS = 100;

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)\\s]*)?\\)");

    /** A title with the number of the file, an empty line, then date and status. */
    private static final Pattern DECISION =
            Pattern.compile(
                    "# (\\d+)\\. .+\n\n\\d{4}-\\d\\d-\\d\\d(, revised \\d{4}-\\d\\d-\\d\\d)?"
                            + " · (accepted|superseded by \\d+)\n\n(?s:.*)");

    /** Tables and code cannot be wrapped; a word alone on its line cannot either. */
    @Test
    void wrapsTextAt100Columns() throws IOException {
        var overlong = new ArrayList<String>();
        for (var file : markdown()) {
            boolean fenced = false;
            int number = 0;
            for (var line : Files.readAllLines(file)) {
                number++;
                if (line.startsWith("```")) {
                    fenced = !fenced;
                }
                if (!fenced
                        && line.codePointCount(0, line.length()) > MAX_COLUMNS
                        && !line.startsWith("|")
                        && !line.startsWith("    ")
                        && line.strip().contains(" ")) {
                    overlong.add(Product.root().relativize(file) + ":" + number);
                }
            }
        }

        assertThat(overlong).isEmpty();
    }

    @Test
    void linksToFilesThatExist() throws IOException {
        var broken = new ArrayList<String>();
        for (var file : markdown()) {
            LINK.matcher(Files.readString(file))
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> !target.contains(":"))
                    .filter(target -> !Files.exists(file.resolveSibling(target)))
                    .forEach(target -> broken.add(Product.root().relativize(file) + ": " + target));
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void numbersDecisionsWithoutGaps() throws IOException {
        var index = Files.readString(Product.root().resolve("docs/README.md"));
        var numbers = new ArrayList<Integer>();
        for (var file : decisions()) {
            var text = DECISION.matcher(Files.readString(file));
            assertThat(text.matches()).as("title, date and status of %s", file).isTrue();
            numbers.add(Integer.parseInt(text.group(1)));
            var name = file.getFileName().toString();
            assertThat(name).startsWith("%03d-".formatted(Integer.parseInt(text.group(1))));
            assertThat(index).contains("(decisions/" + name + ")");
        }

        assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    private static List<Path> decisions() throws IOException {
        try (var files = Files.list(Product.root().resolve("docs/decisions"))) {
            return files.sorted().toList();
        }
    }

    /** Those in the root, in {@code docs} and beside the sources of a module. */
    private static List<Path> markdown() throws IOException {
        try (var root = Files.list(Product.root());
                var docs = Files.walk(Product.root().resolve("docs"));
                var bench = Files.list(Product.root().resolve("bench"))) {
            return Stream.of(root, docs, bench)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
