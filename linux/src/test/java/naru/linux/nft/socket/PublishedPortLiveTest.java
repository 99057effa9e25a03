package naru.linux.nft.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.Scratch;
import naru.linux.Sysctl;
import naru.linux.route.AddressChange;
import naru.linux.route.BridgeOptions;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Real connections through the maps of {@link Firewall}: outside - host - container on a bridge.
 */
class PublishedPortLiveTest {
    @Test
    void forwardsToContainerAndMasquerades() throws IOException {
        try (var scratch = Scratch.create()) {
            var host = scratch.netns("host");
            var outside = scratch.netns("outside");
            var container = scratch.netns("container");
            build(host, outside, container);
            try (var nft = host.call(() -> NftSocket.open(Kernel.DIRECT))) {
                nft.commit(Firewall.changes());
                nft.commit(Firewall.elements("br-a", "10.99.0.2"));
            }
            try (var web = listen(container, "10.99.0.2", 80);
                    var range = listen(container, "10.99.0.2", 7005);
                    var world = listen(outside, "192.0.2.2", 9)) {
                // From outside the client's own address is seen; ports of a range keep their
                // number.
                assertThat(connect(outside, "192.0.2.1", 8080, web)).isEqualTo("192.0.2.2");
                assertThat(connect(outside, "192.0.2.1", 7005, range)).isEqualTo("192.0.2.2");
                assertThat(connect(host, "127.0.0.1", 9090, web)).isEqualTo("10.99.0.1");
                assertThat(connect(container, "192.0.2.2", 9, world)).isEqualTo("192.0.2.1");
            }
            // The container's own address is not open to the outside: only what is published.
            assertThat(scratch.run("host", "nft", "list", "chain", "inet", "naru", "forward"))
                    .contains("counter packets 0");
            try (var web = listen(container, "10.99.0.2", 80)) {
                assertThatThrownBy(() -> reach(outside, "10.99.0.2", 80, 300))
                        .isInstanceOf(SocketTimeoutException.class);
                assertThat(web.isBound()).isTrue();
            }
            assertThat(scratch.run("host", "nft", "list", "chain", "inet", "naru", "forward"))
                    .doesNotContain("counter packets 0");
        }
    }

    private static void build(Netns host, Netns outside, Netns container) {
        try (var routes = Scratch.routes(host)) {
            routes.apply(
                    new LinkChange.AddBridge(
                            "br-a", LinkSettings.NONE.setUp(), BridgeOptions.NONE));
            int bridge = routes.link("br-a").orElseThrow().index();
            routes.apply(
                    new AddressChange.Add(InterfaceAddress.of(bridge, ofLiteral("10.99.0.1"), 16)));
            routes.apply(
                    new LinkChange.AddVeth(
                            "veth1",
                            LinkSettings.NONE.master(bridge).setUp(),
                            "eth0",
                            LinkSettings.NONE.netns(container)));
            routes.apply(
                    new LinkChange.AddVeth(
                            "uplink",
                            LinkSettings.NONE.setUp(),
                            "eth0",
                            LinkSettings.NONE.netns(outside)));
            int uplink = routes.link("uplink").orElseThrow().index();
            routes.apply(
                    new AddressChange.Add(InterfaceAddress.of(uplink, ofLiteral("192.0.2.1"), 24)));
            routes.apply(LinkChange.up(LinkRef.LOOPBACK));
        }
        host.call(() -> {
            Sysctl.write(Kernel.DIRECT, "net/ipv4/ip_forward", "1");
            Sysctl.write(Kernel.DIRECT, "net/ipv4/conf/br-a/route_localnet", "1");
            return true;
        });
        configure(container, "10.99.0.2", 16, "10.99.0.1");
        configure(outside, "192.0.2.2", 24, "192.0.2.1");
    }

    private static void configure(Netns netns, String address, int prefix, String gateway) {
        try (var routes = Scratch.routes(netns)) {
            int eth0 = routes.link("eth0").orElseThrow().index();
            routes.applyAll(
                    List.of(
                            LinkChange.up(LinkRef.LOOPBACK),
                            new AddressChange.Add(
                                    InterfaceAddress.of(eth0, ofLiteral(address), prefix)),
                            LinkChange.up(LinkRef.of(eth0)),
                            new RouteChange.Add(Route.byDefault(ofLiteral(gateway)))));
        }
    }

    private static ServerSocket listen(Netns netns, String address, int port) throws IOException {
        return netns.<ServerSocket, IOException>call(() -> {
            var server = new ServerSocket();
            server.bind(new InetSocketAddress(ofLiteral(address), port));
            server.setSoTimeout(60_000);
            return server;
        });
    }

    /**
     * Connects from inside a namespace, transfers a line both ways, and returns the client address
     * that the server saw.
     */
    private static String connect(Netns from, String address, int port, ServerSocket server)
            throws IOException {
        try (var client = reach(from, address, port, 60_000);
                var accepted = server.accept()) {
            accepted.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
            client.setSoTimeout(60_000);
            assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
            return accepted.getInetAddress().getHostAddress();
        }
    }

    /** The socket is created by connect, so that is called inside, too. */
    private static Socket reach(Netns from, String address, int port, int millis)
            throws IOException {
        return from.<Socket, IOException>call(() -> {
            var socket = new Socket();
            socket.connect(new InetSocketAddress(ofLiteral(address), port), millis);
            return socket;
        });
    }
}
