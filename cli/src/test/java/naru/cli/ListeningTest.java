package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.api.Listener;
import naru.cli.config.TlsOptions;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

class ListeningTest {
    private static final TlsOptions VERIFIED =
            new TlsOptions(null, true, Path.of("/ca"), Path.of("/cert"), Path.of("/key"), null);

    private static List<Listener> places(TlsOptions tls, String... hosts) {
        return new Listening(List.of(hosts), tls).listeners("docker");
    }

    private static TlsOptions plain(@Nullable Boolean onLoopback) {
        return new TlsOptions(null, null, null, null, null, onLoopback);
    }

    @Test
    void isTheUsualSocketWhenNothingIsSaid() {
        assertThat(places(TlsOptions.NONE))
                .containsExactly(new Listener.Unix(DaemonOptions.SOCKET));
    }

    @Test
    void takesSocketsAndPorts() {
        assertThat(places(VERIFIED, "unix:///a.sock", "tcp://0.0.0.0:1234", "tcp://[::1]"))
                .containsExactly(
                        new Listener.Unix(Path.of("/a.sock")),
                        new Listener.Tcp(new InetSocketAddress("0.0.0.0", 1234), files()),
                        new Listener.Tcp(new InetSocketAddress("::1", 2376), files()));
    }

    private static Listener.TlsFiles files() {
        return new Listener.TlsFiles(Path.of("/ca"), Path.of("/cert"), Path.of("/key"));
    }

    @Test
    void asksNoCertificateOfClientsWithoutVerifying() {
        var tls =
                new TlsOptions(true, null, Path.of("/ca"), Path.of("/cert"), Path.of("/key"), null);
        assertThat(places(tls, "tcp://127.0.0.1:1"))
                .containsExactly(
                        new Listener.Tcp(
                                new InetSocketAddress("127.0.0.1", 1),
                                new Listener.TlsFiles(null, Path.of("/cert"), Path.of("/key"))));
    }

    @Test
    void refusesAPlainPortThatOthersCanReach() {
        assertThatThrownBy(() -> places(plain(true), "tcp://0.0.0.0:2375"))
                .hasMessageContaining("will not listen on tcp://0.0.0.0:2375 without TLS");
        assertThatThrownBy(() -> places(plain(true), "tcp://192.0.2.1:2375"))
                .hasMessageContaining("--tlsverify");
    }

    @Test
    void opensAPlainPortOnLoopbackWhenAskedByName() {
        assertThatThrownBy(() -> places(TlsOptions.NONE, "tcp://127.0.0.1:2375"))
                .hasMessageContaining("--plain-tcp-on-loopback");
        assertThat(places(plain(true), "tcp://127.0.0.1"))
                .containsExactly(new Listener.Tcp(new InetSocketAddress("127.0.0.1", 2375), null));
    }

    @Test
    void refusesPlacesThatMakeNoSense() {
        for (var place : new String[] {"fd://", "unix://", "tcp://", "tcp://:99999", "here", ""}) {
            assertThatThrownBy(() -> places(VERIFIED, place))
                    .hasMessageContaining("cannot listen on");
        }
    }

    @Test
    void takesNoWordTwice() {
        var flags = new Listening(List.of("unix:///a"), VERIFIED);
        var file = new Listening(List.of("unix:///b"), TlsOptions.NONE);
        assertThatThrownBy(() -> Listening.of(flags, file))
                .hasMessageContaining("both as a flag and in the configuration file: hosts");
        assertThatThrownBy(() -> Listening.of(flags, new Listening(List.of(), VERIFIED)))
                .hasMessageContaining("tlsverify");
        assertThat(Listening.of(flags, new Listening(List.of(), TlsOptions.NONE))).isEqualTo(flags);
    }
}
