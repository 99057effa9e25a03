package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import naru.cli.config.TlsOptions;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class DaemonOptionsTest {
    @Test
    void haveDefaults() {
        assertThat(parse("daemon")).isEqualTo(DaemonOptions.STANDARD);
    }

    @Test
    void parseEachOption() {
        assertThat(
                        parse(
                                "daemon",
                                "--config",
                                "/c",
                                "--exec-root",
                                "/e",
                                "--data-root",
                                "/d",
                                "--socket",
                                "/s"))
                .isEqualTo(
                        new DaemonOptions(
                                new ListenAddresses(List.of("unix:///s"), TlsOptions.NONE),
                                Path.of("/d"),
                                Path.of("/e"),
                                Path.of("/c")));
    }

    @Test
    void acceptSeveralAddresses() {
        assertThat(parse("daemon", "-H", "unix:///a", "--host", "tcp://[::1]:1").listen().hosts())
                .containsExactly("unix:///a", "tcp://[::1]:1");
    }

    @Test
    void leaveOthersToFullParser() {
        assertThat(DaemonOptions.parse(new String[] {})).isEmpty();
        assertThat(DaemonOptions.parse(new String[] {"lab"})).isEmpty();
        assertThat(DaemonOptions.parse(new String[] {"daemon", "--help"})).isEmpty();
        assertThat(DaemonOptions.parse(new String[] {"daemon", "--tls", "--tlsverify"})).isEmpty();
        assertThat(DaemonOptions.parse(new String[] {"daemon", "--sockets", "/s"})).isEmpty();
        assertThat(DaemonOptions.parse(new String[] {"daemon", "--socket"})).isEmpty();
        assertThat(DaemonOptions.parse(new String[] {"daemon", "--x", "/a", "--socket", "/b"}))
                .isEmpty();
    }

    private static DaemonOptions parse(String... arguments) {
        return DaemonOptions.parse(arguments).orElseThrow();
    }
}
