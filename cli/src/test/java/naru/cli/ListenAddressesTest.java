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

class ListenAddressesTest {
    private static final TlsOptions VERIFIED =
            new TlsOptions(null, true, Path.of("/ca"), Path.of("/cert"), Path.of("/key"), null);

    private static List<Listener> places(TlsOptions tls, String... hosts) {
        return new ListenAddresses(List.of(hosts), tls).listeners("docker");
    }

    private static TlsOptions plain(@Nullable Boolean onLoopback) {
        return new TlsOptions(null, null, null, null, null, onLoopback);
    }

    @Test
    void defaultsToUsualSocket() {
        assertThat(places(TlsOptions.NONE))
                .containsExactly(new Listener.Unix(ListenAddresses.DEFAULT_SOCKET));
    }

    @Test
    void acceptsSocketsAndPorts() {
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
    void requiresNoCertificateWithoutVerify() {
        var tls =
                new TlsOptions(true, null, Path.of("/ca"), Path.of("/cert"), Path.of("/key"), null);
        assertThat(places(tls, "tcp://127.0.0.1:1"))
                .containsExactly(
                        new Listener.Tcp(
                                new InetSocketAddress("127.0.0.1", 1),
                                new Listener.TlsFiles(null, Path.of("/cert"), Path.of("/key"))));
    }

    @Test
    void rejectsPlainPortBeyondLoopback() {
        assertThatThrownBy(() -> places(plain(true), "tcp://0.0.0.0:2375"))
                .hasMessageContaining("will not listen on tcp://0.0.0.0:2375 without TLS");
        assertThatThrownBy(() -> places(plain(true), "tcp://192.0.2.1:2375"))
                .hasMessageContaining("--tlsverify");
    }

    @Test
    void opensPlainLoopbackPortIfPermitted() {
        assertThatThrownBy(() -> places(TlsOptions.NONE, "tcp://127.0.0.1:2375"))
                .hasMessageContaining("--plain-tcp-on-loopback");
        assertThat(places(plain(true), "tcp://127.0.0.1"))
                .containsExactly(new Listener.Tcp(new InetSocketAddress("127.0.0.1", 2375), null));
    }

    @Test
    void rejectsInvalidAddresses() {
        for (var place : new String[] {"fd://", "unix://", "tcp://", "tcp://:99999", "here", ""}) {
            assertThatThrownBy(() -> places(VERIFIED, place))
                    .hasMessageContaining("cannot listen on");
        }
    }

    @Test
    void rejectsDuplicateDirectives() {
        var flags = new ListenAddresses(List.of("unix:///a"), VERIFIED);
        var file = new ListenAddresses(List.of("unix:///b"), TlsOptions.NONE);
        assertThatThrownBy(() -> ListenAddresses.of(flags, file))
                .hasMessageContaining("both as a flag and in the configuration file: hosts");
        assertThatThrownBy(
                        () -> ListenAddresses.of(flags, new ListenAddresses(List.of(), VERIFIED)))
                .hasMessageContaining("tlsverify");
        assertThat(ListenAddresses.of(flags, new ListenAddresses(List.of(), TlsOptions.NONE)))
                .isEqualTo(flags);
    }
}
