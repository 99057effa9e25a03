package naru.proxy.label.node;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Texts in labels and variables. */
public final class Words {
    private static final Pattern DURATION_PART =
            Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private Words() {}

    /** Line ends and other control characters, which would end a line of a configuration. */
    public static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /** Whether a text can be the name of a header field; RFC 9110, section 5.6.2. */
    public static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /** Traefik's {@code normalize}: letters and digits with a dash between. */
    public static String normal(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", "-")
                .replaceAll("^-|-$", "")
                .toLowerCase(Locale.ROOT);
    }

    /** The parts between commas, without spaces around them; empty ones are left out. */
    public static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** A duration as Go prints it ({@code 1m30s}), or a number of seconds. */
    public static Optional<Duration> duration(String text) {
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        var part = DURATION_PART.matcher(text);
        double nanos = 0;
        int end = 0;
        while (part.lookingAt()) {
            nanos +=
                    Double.parseDouble(part.group(1))
                            * switch (part.group(2)) {
                                case "ns" -> 1;
                                case "us", "µs" -> 1e3;
                                case "ms" -> 1e6;
                                case "s" -> 1e9;
                                case "m" -> 60e9;
                                default -> 3600e9;
                            };
            end = part.end();
            part.region(end, text.length());
        }
        return end == 0 || end < text.length() || nanos >= Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(Duration.ofNanos((long) nanos));
    }

    /** The one of some names that a misspelt one most likely stands for. */
    public static Optional<String> nearest(String name, Collection<String> names) {
        return names.stream()
                .filter(other -> distance(name, other) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(other -> distance(name, other)));
    }

    /**
     * The number of characters to insert, delete, replace, or exchange with the next one (optimal
     * string alignment).
     */
    public static int distance(String one, String two) {
        var a = one.toLowerCase(Locale.ROOT);
        var b = two.toLowerCase(Locale.ROOT);
        var cells = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cells[i][j] = i == 0 || j == 0 ? i + j : cell(cells, i, a, j, b);
            }
        }
        return cells[a.length()][b.length()];
    }

    private static int cell(int[][] cells, int i, String a, int j, String b) {
        boolean equal = a.charAt(i - 1) == b.charAt(j - 1);
        int least =
                Math.min(
                        Math.min(cells[i - 1][j], cells[i][j - 1]) + 1,
                        cells[i - 1][j - 1] + (equal ? 0 : 1));
        boolean exchanged =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return exchanged ? Math.min(least, cells[i - 2][j - 2] + 1) : least;
    }
}
