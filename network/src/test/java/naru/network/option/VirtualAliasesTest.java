package naru.network.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamConfig;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

class VirtualAliasesTest {
    private static final Network PLAIN = network("front", Map.of());
    private static final Network ASKING =
            network(
                    "front",
                    Map.of(
                            VirtualAliases.OF_NETWORK, "Web, api",
                            VirtualAliases.STICKY_OF_NETWORK, "api"));

    @Test
    void areThoseThatTheNetworkOrTheEndpointNames() {
        var endpoint = endpoint(Map.of(VirtualAliases.OF_ENDPOINT, "STORE,other"), "WEB", "Store");

        assertThat(VirtualAliases.of(ASKING)).containsExactly("web", "api");
        assertThat(VirtualAliases.of(ASKING, endpoint)).containsExactly("store", "web");
        assertThat(VirtualAliases.of(PLAIN, endpoint)).containsExactly("store");
        assertThat(VirtualAliases.of(network("bridge", Map.of()), endpoint))
                .as("the default bridge has no names")
                .isEmpty();
    }

    @Test
    void areStickyWhenAnybodySaysSo() {
        var sticky = endpoint(Map.of(VirtualAliases.STICKY_OF_ENDPOINT, "web"), "web");

        assertThat(VirtualAliases.isSticky("api", ASKING, List.of())).isTrue();
        assertThat(VirtualAliases.isSticky("web", ASKING, List.of())).isFalse();
        assertThat(VirtualAliases.isSticky("web", ASKING, List.of(sticky))).isTrue();
    }

    @Test
    void haveMembersOfDifferentWeight() {
        assertThat(VirtualAliases.weight(Map.of())).isOne();
        assertThat(VirtualAliases.weight(Map.of(VirtualAliases.WEIGHT, "0"))).isZero();
        for (var wrong : List.of("", "-1", "1001", "1.5")) {
            assertThatThrownBy(() -> VirtualAliases.weight(Map.of(VirtualAliases.WEIGHT, wrong)))
                    .isInstanceOf(NaruException.Invalid.class)
                    .hasMessageContaining("invalid naru.endpoint.weight value: " + wrong);
        }
    }

    @Test
    void areRefusedWhereTheHostIsNotBetweenContainers() {
        assertThatThrownBy(() -> VirtualAliases.check(ASKING, false))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageContaining("network front has no virtual addresses");
        VirtualAliases.check(PLAIN, false);

        var spec = EndpointSpec.of("front").withAliases(List.of("web"));
        assertThatThrownBy(() -> VirtualAliases.check(ASKING, spec, false))
                .isInstanceOf(NaruException.Invalid.class);
        VirtualAliases.check(PLAIN, spec, false);
        assertThatThrownBy(() ->
                        VirtualAliases.check(
                                network("front", Map.of(VirtualAliases.OF_NETWORK, "*.web")), true))
                .hasMessageContaining("no name: *.web");
    }

    private static Network network(String name, Map<String, String> options) {
        return new Network(
                new NetworkId("a".repeat(64)),
                name,
                Instant.EPOCH,
                "bridge",
                "local",
                true,
                false,
                IpamConfig.of("default", Map.of(), List.of()),
                false,
                false,
                false,
                false,
                null,
                options,
                Map.of());
    }

    private static Endpoint endpoint(Map<String, String> options, String... aliases) {
        return new Endpoint(
                new EndpointId("e".repeat(64)),
                new NetworkId("a".repeat(64)),
                "front",
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                List.of(aliases),
                List.of(),
                List.of(),
                options,
                0);
    }
}
