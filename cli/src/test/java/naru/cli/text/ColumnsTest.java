package naru.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void alignCellsWithoutTrailingSpaces() {
        var columns = new Columns().row("a", "one", "x").row("long", "", "y").row("b", "two", "");

        assertThat(columns.lines()).containsExactly("a     one  x", "long       y", "b     two");
    }

    @Test
    void doNotLimitLastCell() {
        var columns = new Columns().row("a", "one").row("a heading without cells").row("b", "two");

        assertThat(columns.lines()).containsExactly("a  one", "a heading without cells", "b  two");
    }
}
