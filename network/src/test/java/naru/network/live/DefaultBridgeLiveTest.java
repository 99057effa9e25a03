package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;

import naru.network.Networks;
import naru.network.address.Prefix;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.settings.DefaultBridge;
import naru.network.settings.DefaultBridge.Range;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Map;

/** What becomes of the network {@code bridge} when the configuration says something else. */
class DefaultBridgeLiveTest {
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    private static DefaultBridge on(String device, Range ipv4) {
        return new DefaultBridge(device, ipv4, Range.CHOSEN, false, 1500, true, true, null);
    }

    private String links() {
        return lab.run("ip", "-br", "address", "show");
    }

    private static String subnet(Networks networks) {
        return networks.get("bridge").ipam().pools().getFirst().subnet().toString();
    }

    @Test
    void goesAndComesBackAsTheConfigurationSays() {
        assertThat(lab.start().find("bridge")).isPresent();
        assertThat(links()).contains("docker0");

        var without = lab.start(on(DefaultBridge.NONE, Range.CHOSEN));
        assertThat(without.list()).extracting(Network::name).containsExactly("host", "none");
        assertThat(links()).doesNotContain("docker0");

        assertThat(lab.start().find("bridge")).isPresent();
        assertThat(links()).contains("docker0");
    }

    @Test
    void takesNoOptionsThatAreForOtherNetworks() {
        var options =
                Map.of(
                        "com.docker.network.enable_ipv6", "true",
                        "com.docker.network.driver.mtu", "1400");
        var networks = lab.start(Map.of("bridge", options));
        var own = networks.create(NetworkSpec.bridge("own"));

        assertThat(own.enableIpv6()).isTrue();
        assertThat(own.options()).containsAllEntriesOf(options);
        var bridge = networks.get("bridge");
        assertThat(bridge.enableIpv6()).isFalse();
        assertThat(bridge.options()).containsEntry("com.docker.network.driver.mtu", "1500");
        var link = lab.run("ip", "-o", "link", "show", "docker0");
        lab.start(Map.of("bridge", options));
        assertThat(lab.run("ip", "-o", "link", "show", "docker0"))
                .as("not made anew")
                .isEqualTo(link);
    }

    @Test
    void takesAddressesNearTheAutomaticOnes() {
        var range = Prefix.parse("10.50.0.128/25");
        var networks = lab.start(on(DefaultBridge.DOCKER0, new Range(null, range, null)));
        assertThat(subnet(networks)).isEqualTo("10.50.0.128/25");
        assertThat(links()).contains("10.50.0.129/25");
    }

    @Test
    void takesABridgeWithItsAddressesAndLeavesItThere() {
        lab.run("ip", "link", "add", "mine0", "type", "bridge");
        lab.run("ip", "address", "add", "10.51.0.7/24", "dev", "mine0");
        lab.run("ip", "link", "set", "mine0", "up");

        assertThat(subnet(lab.start(on("mine0", Range.CHOSEN)))).isEqualTo("10.51.0.0/24");
        assertThat(links()).contains("10.51.0.7/24").doesNotContain("docker0");

        assertThat(subnet(lab.start())).isNotEqualTo("10.51.0.0/24");
        assertThat(links()).contains("10.51.0.7/24").contains("docker0");
    }
}
