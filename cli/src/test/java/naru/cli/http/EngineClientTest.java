package naru.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineClientTest {
    private static final String OUT = "\u0001\0\0\0\0\0\0\u0005hello";
    private static final String ERR = "\u0002\0\0\0\0\0\0\u0001!";

    @Test
    void joinsFramesOfBothStreams() {
        assertThat(EngineClient.joinFrames(OUT + ERR + OUT)).isEqualTo("hello!hello");
    }

    @Test
    void acceptsTruncatedStream() {
        assertThat(EngineClient.joinFrames("")).isEmpty();
        assertThat(EngineClient.joinFrames(OUT.substring(0, 5))).isEmpty();
        assertThat(EngineClient.joinFrames(ERR + OUT.substring(0, 10))).isEqualTo("!he");
        assertThat(EngineClient.joinFrames("\u0001\0\0\0\u00ff\u00ff\u00ff\u00ffx")).isEqualTo("x");
    }
}
