package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.linux.error.LinuxException;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.Socket;

/** Server sockets on loopback, with the JDK's clients. */
class SocketsTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void listenOnTheirPort() throws Exception {
        try (var listener = Sockets.tcpListen(LOOPBACK, 0);
                var client = new Socket(LOOPBACK, Sockets.localPort(listener))) {
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void listenOnIpv6() throws Exception {
        var address = InetAddress.ofLiteral("::1");
        try (var listener = Sockets.tcpListen(address, 0);
                var client = new Socket(address, Sockets.localPort(listener))) {
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void reportAddressInUse() {
        try (var first = Sockets.tcpListen(LOOPBACK, 0)) {
            int port = Sockets.localPort(first);
            assertThatThrownBy(() -> Sockets.tcpListen(LOOPBACK, port))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("bind 127.0.0.1 port " + port + ": EADDRINUSE");
        }
    }
}
