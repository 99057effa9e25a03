package naru.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.control.ContainerFacts.Place;

import org.junit.jupiter.api.Test;

import java.util.Map;

class MemberAddressTest {
    private static final Place FRONT = new Place("shop_front", "10.0.0.2", "");
    private static final Place LAN = new Place("lan", "", "the host cannot reach it");

    @Test
    void takesTheFirstNetworkThatTheHostReaches() {
        var facts = Facts.running("web", Map.of(), LAN, FRONT);

        assertThat(MemberAddress.of(facts).address()).contains("10.0.0.2");
    }

    @Test
    void takesTheNetworkOfALabel() {
        var other = new Place("other", "10.1.0.2", "");
        var facts = Facts.running("web", Map.of("traefik.docker.network", "other"), FRONT, other);

        assertThat(MemberAddress.of(facts).address()).contains("10.1.0.2");
    }

    @Test
    void findsNetworksByTheirNameInTheProject() {
        var facts = Facts.running("web", Map.of("naru.proxy.network", "front"), LAN, FRONT);

        assertThat(MemberAddress.of(facts).address()).contains("10.0.0.2");
    }

    @Test
    void namesNetworksWhenThatOfALabelIsMissing() {
        var facts = Facts.running("web", Map.of("naru.proxy.network", "back"), LAN, FRONT);

        assertThat(MemberAddress.of(facts).refusal())
                .contains("network \"back\"")
                .contains("lan, shop_front");
    }

    @Test
    void givesTheReasonWhenNoNetworkIsReached() {
        assertThat(MemberAddress.of(Facts.running("web", Map.of(), LAN)).refusal())
                .isEqualTo("the host cannot reach it");
    }
}
