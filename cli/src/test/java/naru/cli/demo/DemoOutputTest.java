package naru.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.cli.text.Columns;
import naru.cli.text.Paint;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;

class DemoOutputTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final DemoOutput screen = new DemoOutput(new PrintStream(out, true, UTF_8), Paint.NONE);

    @Test
    void alignsStepsAndViews() {
        screen.step("lab", "one host", Duration.ofMillis(1234));
        screen.view("Routes", "netstat -nr", new Columns().row("a", "b"));

        assertThat(printed())
                .containsExactly(
                        "  ok  lab        one host" + " ".repeat(49) + " 1.2 s",
                        "",
                        "Routes" + " ".repeat(63) + "netstat -nr",
                        "  a  b");
    }

    @Test
    void printsFailedExpectationAtOnce() {
        screen.claim("the moon is up", false, " a cloud\n");

        assertThat(printed())
                .containsExactly(
                        "  NOT SO: expected that the moon is up", "          found: a cloud");
        assertThat(screen.allHeld()).isFalse();
    }

    @Test
    void endsWithCountOfChecks() {
        screen.claim("the sun is up", true, "");
        screen.summary(Duration.ofSeconds(2));

        assertThat(printed()).contains("  ok  the sun is up", "All 1 hold, in 2.0 s.");
        assertThat(screen.allHeld()).isTrue();
    }

    private String[] printed() {
        return out.toString(UTF_8).split("\n");
    }
}
