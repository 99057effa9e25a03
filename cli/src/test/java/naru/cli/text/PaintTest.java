package naru.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaintTest {
    @Test
    void coloursTextOnTerminalOnly() {
        assertThat(new Paint(true).green("ok")).isEqualTo("\u001b[32mok\u001b[0m");
        assertThat(Paint.NONE.green("ok")).isEqualTo("ok");
    }
}
