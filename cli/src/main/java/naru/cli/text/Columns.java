package naru.cli.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A table with aligned columns. A row may have fewer cells than others; the width of its last cell
 * is not limited.
 */
public final class Columns {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public Columns row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** One string per row, without trailing spaces. */
    public List<String> lines() {
        int[] widths = widths();
        var lines = new ArrayList<String>(rows.size());
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i));
                if (i < row.size() - 1) {
                    line.repeat(' ', widths[i] - row.get(i).length()).append(GAP);
                }
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private int[] widths() {
        int columns = 0;
        for (List<String> row : rows) {
            columns = Math.max(columns, row.size());
        }
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0;
                    i < row.size() - 1;
                    i++) { // the last cell of a row does not widen the column
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }
}
