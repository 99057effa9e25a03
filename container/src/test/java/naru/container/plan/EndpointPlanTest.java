package naru.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.container.config.EndpointSettings;
import naru.container.store.Codec;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;

class EndpointPlanTest {
    private static EndpointSpec spec(String json) {
        var settings =
                Codec.decode(EndpointSettings.class, json.replace('\'', '"').getBytes(UTF_8));
        return EndpointPlan.spec("front", settings, EndpointLabels.NONE);
    }

    @Test
    void readsAddressesAndNames() {
        var spec =
                spec(
                        "{'IPAMConfig':{'IPv4Address':'10.0.0.9','IPv6Address':'fd00::9',"
                                + "'LinkLocalIPs':['169.254.1.2']},'Aliases':['db'],"
                                + "'MacAddress':'02:42:0a:00:00:09','GwPriority':3}");

        assertThat(spec.network()).isEqualTo("front");
        assertThat(spec.ipv4Address()).isEqualTo(InetAddress.ofLiteral("10.0.0.9"));
        assertThat(spec.ipv6Address()).isEqualTo(InetAddress.ofLiteral("fd00::9"));
        assertThat(spec.linkLocalAddresses()).containsExactly(InetAddress.ofLiteral("169.254.1.2"));
        assertThat(spec.macAddress()).hasToString("02:42:0a:00:00:09");
        assertThat(spec.aliases()).containsExactly("db");
        assertThat(spec.gatewayPriority()).isEqualTo(3);
    }

    @Test
    void leavesOpenWhatIsNotGiven() {
        var spec = spec("{}");

        assertThat(spec.ipv4Address()).isNull();
        assertThat(spec.ipv6Address()).isNull();
        assertThat(spec.macAddress()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'IPAMConfig':{'IPv4Address':'fd00::9'}}",
                "{'IPAMConfig':{'IPv6Address':'10.0.0.9'}}",
                "{'IPAMConfig':{'IPv4Address':'front'}}",
                "{'IPAMConfig':{'IPv6Address':'fe80::1%eth0'}}",
                "{'MacAddress':'nonsense'}",
                "{'MacAddress':'01:00:5e:00:00:01'}"
            })
    void refusesWrongAddresses(String json) {
        assertThatThrownBy(() -> spec(json))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageContaining("invalid");
    }
}
