package naru.network.plan;

import static org.assertj.core.api.Assertions.assertThat;

import naru.network.model.DriverOptions;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.NetworkId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;

class GatewaysTest {
    private static final String IPV4 = "10.0.0.1";
    private static final String IPV6 = "fd00::1";

    @Test
    void fallBackToTheFirstNetworkByName() {
        var b = endpoint("b", IPV4, null, 0);
        var a = endpoint("a", IPV4, null, 0);

        assertThat(Gateways.choose(List.of(b, a)).ipv4()).contains(a);
        assertThat(Gateways.choose(List.of(b, a)).ipv6()).isEmpty();
    }

    @Test
    void areOfTheHighestPriority() {
        var a = endpoint("a", IPV4, IPV6, 0);
        var b = endpoint("b", IPV4, null, 7);
        var c = endpoint("c", IPV4, null, -1);

        assertThat(Gateways.choose(List.of(a, b, c)).ipv4()).contains(b);
        assertThat(Gateways.choose(List.of(a, b, c)).ipv6()).as("b has none").contains(a);
        assertThat(Gateways.choose(List.of(c)).ipv4()).contains(c);
    }

    @Test
    void areOfTheNetworkThatOffersBothFamilies() {
        var a = endpoint("a", IPV4, null, 0);
        var f = endpoint("f", IPV4, IPV6, 0);

        assertThat(Gateways.choose(List.of(a, f)).ipv4()).contains(f);
        assertThat(Gateways.choose(List.of(a, f)).ipv6()).contains(f);
    }

    @Test
    void areNotOfInternalNetworks() {
        var inner = endpoint("a", null, null, 9);
        var b = endpoint("b", IPV4, null, 0);

        assertThat(Gateways.choose(List.of(inner, b)).ipv4()).contains(b);
    }

    @Test
    void areARouterBeforeTheLinkItself() {
        var link = endpoint("a", "0.0.0.0", null, 0);
        var b = endpoint("b", IPV4, null, 0);

        assertThat(Gateways.choose(List.of(link, b)).ipv4()).contains(b);
    }

    private static Endpoint endpoint(
            String network, @Nullable String ipv4, @Nullable String ipv6, int priority) {
        return new Endpoint(
                new EndpointId(network.repeat(64)),
                new NetworkId(network.repeat(64)),
                network,
                null,
                null,
                ipv4 == null ? null : InetAddress.ofLiteral(ipv4),
                ipv6 == null ? null : InetAddress.ofLiteral(ipv6),
                List.of(),
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                DriverOptions.NONE,
                priority);
    }
}
