package naru.cli.demo;

import naru.cli.text.Columns;
import naru.cli.text.Paint;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The output of the demo. Plain ASCII, for every terminal. */
final class DemoOutput {
    private static final int WIDTH = 80;
    private static final int STEP = 10; // columns for the name of a step

    private final PrintStream out;
    private final Paint paint;
    private final List<String> seen = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();

    DemoOutput(PrintStream out, Paint paint) {
        this.out = out;
        this.paint = paint;
    }

    void title(String text) {
        out.println();
        out.println(paint.bold(text));
        out.println();
    }

    void text(String line) {
        out.println(line);
    }

    /** A completed step and its duration. */
    void step(String name, String what, Duration took) {
        String time = "%.1f s".formatted(took.toMillis() / 1000.0);
        String line = pad(name, STEP) + " " + what;
        out.println(
                "  " + paint.green("ok") + "  " + pad(line, WIDTH - 12) + paint.dim(pad6(time)));
    }

    /** A listing of kernel objects, under a heading with the tool that shows the same. */
    void view(String heading, String tool, Columns columns) {
        out.println();
        out.println(paint.bold(pad(heading, WIDTH - 2 - tool.length())) + "  " + paint.dim(tool));
        columns.lines().forEach(line -> out.println("  " + line));
    }

    /** Records whether a statement is true; prints it at once if it is not. */
    void claim(String promise, boolean holds, String found) {
        (holds ? seen : missed).add(promise);
        if (!holds) {
            out.println("  " + paint.red("NOT SO") + ": expected that " + promise);
            out.println("          found: " + (found.isBlank() ? "nothing" : found.strip()));
        }
    }

    /** Prints the summary of all checks. */
    void summary(Duration took) {
        out.println();
        out.println(paint.bold("Verified against the kernel"));
        seen.forEach(promise -> out.println("  " + paint.green("ok") + "  " + promise));
        missed.forEach(promise -> out.println("  " + paint.red("NO") + "  " + promise));
        out.println();
        String count =
                missed.isEmpty()
                        ? paint.green("All " + seen.size() + " hold")
                        : paint.red(
                                missed.size()
                                        + " of "
                                        + (seen.size() + missed.size())
                                        + " do not hold");
        out.printf("%s, in %.1f s.%n", count, took.toMillis() / 1000.0);
    }

    boolean allHeld() {
        return missed.isEmpty();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String pad6(String text) {
        return " ".repeat(Math.max(0, 6 - text.length())) + text;
    }
}
