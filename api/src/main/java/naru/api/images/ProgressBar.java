package naru.api.images;

import java.util.Locale;

/** Progress as text, for clients that print it; Moby project, "jsonmessage". */
final class ProgressBar {
    private static final int WIDTH = 50;
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private ProgressBar() {}

    /** {@code total} 0 means unknown. */
    static String of(long current, long total) {
        if (total <= 0) {
            return String.format(Locale.ROOT, "%8s", size(current));
        }
        int done = (int) Math.min(WIDTH, current * WIDTH / total);
        String counts =
                current > total
                        ? String.format(Locale.ROOT, "%8s", size(current))
                        : String.format(Locale.ROOT, "%8s/%s", size(current), size(total));
        return "[" + "=".repeat(done) + ">" + " ".repeat(WIDTH - done) + "] " + counts;
    }

    /** Four digits and a decimal unit, as {@code 1.234MB}. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return digits(value) + UNITS[unit];
    }

    /** Go's {@code %.4g} for numbers below 1000: four digits without trailing zeros. */
    private static String digits(double value) {
        int before = value >= 100 ? 3 : value >= 10 ? 2 : 1;
        String text = String.format(Locale.ROOT, "%." + (4 - before) + "f", value);
        return text.replaceFirst("\\.?0+$", "");
    }
}
