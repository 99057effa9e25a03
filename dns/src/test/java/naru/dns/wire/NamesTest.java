package naru.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.Stream;

class NamesTest {
    @Test
    void ignoreCaseAndFinalDot() {
        assertThat(Names.text("Web.Backend."))
                .isEqualTo("web.backend")
                .isEqualTo(Names.text("wEB.bACKEND"));
    }

    @Test
    void escapeUnprintableBytes() {
        assertThat(Names.text("caf\u00e9")).isEqualTo("caf\\195\\169");
        assertThat(Names.text("a b\\c")).isEqualTo("a\\032b\\092c");
    }

    @Test
    void convertToLabelsAndBack() throws Exception {
        for (var name :
                Stream.of("web", "web.backend", "caf\u00e9.x_y", "a b").map(Names::text).toList()) {
            var encoded = Names.encode(name).orElseThrow();

            assertThat(Names.read(io.netty.buffer.Unpooled.wrappedBuffer(encoded))).isEqualTo(name);
        }
    }

    @Test
    void rejectEmptyAndOverlongLabels() {
        assertThat(Names.encode("a..b")).isEmpty();
        assertThat(Names.encode("")).isEmpty();
        assertThat(Names.encode("a".repeat(63))).isPresent();
        assertThat(Names.encode("a".repeat(64))).isEmpty();
        assertThat(Names.encode("abcdefg.".repeat(32) + "a")).isEmpty();
    }
}
