package naru.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.EndpointSettings;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class EndpointLabelsTest {
    private static final Map<String, String> COMPOSE =
            Map.of("com.docker.compose.project", "shop", "com.docker.compose.service", "db");

    @Test
    void areOptionsOfEveryEndpointThatSaysNothingElse() {
        var labels =
                new EndpointLabels(Map.of("naru.endpoint.weight", "3", "naru.endpointed", "x"));

        assertThat(labels.options(settings(List.of(), Map.of("mtu", "1400"))))
                .isEqualTo(Map.of("naru.endpoint.weight", "3", "mtu", "1400"));
        assertThat(labels.options(settings(List.of(), Map.of("naru.endpoint.weight", "5"))))
                .isEqualTo(Map.of("naru.endpoint.weight", "5"));
    }

    @Test
    void nameAServiceOfCompose() {
        assertThat(new EndpointLabels(COMPOSE).aliases(settings(List.of("db"), Map.of())))
                .containsExactly("db", "db.shop");
        assertThat(new EndpointLabels(COMPOSE).aliases(EndpointSettings.DEFAULT)).isEmpty();
        assertThat(EndpointLabels.NONE.aliases(settings(List.of("db"), Map.of())))
                .containsExactly("db");
    }

    @Test
    void sayHowLongAStoppingContainerGoesOnServing() {
        assertThat(EndpointLabels.drain(Map.of())).isZero();
        assertThat(EndpointLabels.drain(Map.of("naru.endpoint.drain", "300ms")))
                .isEqualTo(Duration.ofMillis(300));
        assertThat(EndpointLabels.drain(Map.of("naru.endpoint.drain", "2s"))).hasSeconds(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "61s", "-1s", "1m", "999999s"})
    void refuseOtherSpans(String text) {
        assertThatThrownBy(() -> EndpointLabels.drain(Map.of("naru.endpoint.drain", text)))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageContaining("invalid naru.endpoint.drain value: " + text);
    }

    private static EndpointSettings settings(List<String> aliases, Map<String, String> options) {
        var usual = EndpointSettings.DEFAULT;
        return new EndpointSettings(
                usual.ipamConfig(),
                usual.links(),
                aliases,
                usual.macAddress(),
                options,
                usual.gwPriority(),
                usual.networkId(),
                usual.endpointId(),
                usual.gateway(),
                usual.ipAddress(),
                usual.ipPrefixLen(),
                usual.ipv6Gateway(),
                usual.globalIpv6Address(),
                usual.globalIpv6PrefixLen(),
                usual.dnsNames());
    }
}
