package naru.cluster.network;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.network.address.MacAddress;
import naru.network.driver.overlay.OverlayPeers;
import naru.network.model.EndpointId;
import naru.network.model.NetworkId;
import naru.network.model.PeerEndpoint;

import org.junit.jupiter.api.Test;

import java.util.List;

/** The remote endpoints that the overlay driver is given. */
class OverlayTunnelsTest {
    private static final NetworkId NETWORK = new NetworkId("n".repeat(25));

    @Test
    void passesEndpointsOfOtherHosts() {
        var peers = new OverlayPeers();
        var tunnels = new OverlayTunnels(peers);
        tunnels.replace(NETWORK, List.of(peer(1), peer(2)));
        assertThat(peers.counts().endpoints()).isEqualTo(2);
        tunnels.change(NETWORK, List.of(peer(1)), List.of(peer(3), peer(4)));
        assertThat(peers.counts().endpoints()).isEqualTo(3);
        tunnels.replace(NETWORK, List.of());
        assertThat(peers.counts().endpoints()).isZero();
    }

    private static PeerEndpoint peer(int number) {
        return new PeerEndpoint(
                new EndpointId(Integer.toString(number).repeat(64)),
                NETWORK,
                "other",
                ofLiteral("192.0.2.7"),
                new MacAddress(0x0242_0a14_0000L + number),
                List.of(ofLiteral("10.20.0." + number)),
                "web",
                List.of("web"),
                true);
    }
}
