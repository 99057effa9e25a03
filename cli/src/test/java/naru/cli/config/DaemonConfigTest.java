package naru.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.DefaultPool;
import naru.network.model.Prefix;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class DaemonConfigTest {
    @Test
    void hasDockersDefaultsForWhatTheFileLacks() {
        var config = DaemonConfig.parse("{}");

        assertThat(config).isEqualTo(DaemonConfig.STANDARD);
        assertThat(DaemonConfig.parse("")).isEqualTo(DaemonConfig.STANDARD);
        assertThat(config.mtu()).isEqualTo(1500);
        assertThat(config.icc()).isTrue();
        assertThat(config.bip()).isNull();
        assertThat(config.logLevel()).isEqualTo("info");
    }

    @Test
    void readsTheKeysOfDockersDaemonJson() {
        var config =
                DaemonConfig.parse(
                        """
                        {"bip": "10.9.0.1/24", "fixed-cidr": "10.9.0.128/25", "mtu": 1400, "icc": false,
                         "ip": "127.0.0.1", "ip-forward": false, "ip-masq": false,
                         "default-address-pools": [{"base": "10.10.0.0/16", "size": 24}],
                         "dns": ["192.0.2.53", "2001:db8::53"], "dns-search": ["example.test"],
                         "dns-opts": ["ndots:1"], "insecure-registries": ["127.0.0.1:5000"],
                         "labels": ["rack=7"], "log-level": "debug", "live-restore": true,
                         "userland-proxy": false,
                         "default-network-opts": {"bridge": {"com.docker.network.driver.mtu": "9000"}}}
                        """);

        assertThat(config.bip()).isEqualTo(Prefix.parse("10.9.0.1/24"));
        assertThat(config.fixedCidr()).isEqualTo(Prefix.parse("10.9.0.128/25"));
        assertThat(config.mtu()).isEqualTo(1400);
        assertThat(config.icc()).isFalse();
        assertThat(config.ip()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(config.ipForward()).isFalse();
        assertThat(config.ipMasq()).isFalse();
        assertThat(config.defaultAddressPools())
                .containsExactly(new DefaultPool(Prefix.parse("10.10.0.0/16"), 24));
        assertThat(config.dns())
                .containsExactly(
                        InetAddress.ofLiteral("192.0.2.53"), InetAddress.ofLiteral("2001:db8::53"));
        assertThat(config.dnsSearch()).containsExactly("example.test");
        assertThat(config.dnsOpts()).containsExactly("ndots:1");
        assertThat(config.insecureRegistries()).containsExactly("127.0.0.1:5000");
        assertThat(config.labels()).containsExactly("rack=7");
        assertThat(config.logLevel()).isEqualTo("debug");
        assertThat(config.networkOptions())
                .isEqualTo(Map.of("bridge", Map.of("com.docker.network.driver.mtu", "9000")));
    }

    @Test
    void refusesKeysThatItDoesNotKnowAsDockerDoes() {
        assertThatThrownBy(() -> DaemonConfig.parse("{\"zoo\": 1, \"bip\": \"\", \"art\": 2}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the following directives don't match any configuration option: art, zoo");
    }

    @Test
    void namesTheKeyWhoseValueIsWrong() {
        assertRefused("{\"bip\": 7}", "bip: 7 is not a string");
        assertRefused("{\"bip\": \"10.0.0.1\"}", "bip: invalid CIDR address: 10.0.0.1");
        assertRefused("{\"mtu\": -1}", "mtu: -1 is not a positive whole number");
        assertRefused("{\"mtu\": 14.5}", "mtu: 14.5 is not a positive whole number");
        assertRefused("{\"icc\": \"no\"}", "icc: no is not true or false");
        assertRefused("{\"labels\": [\"rack\"]}", "labels: bad attribute format: rack");
        assertRefused(
                "{\"log-level\": \"loud\"}",
                "log-level: loud is not one of info, debug, warn, error, fatal");
        assertRefused(
                "{\"default-address-pools\": [{\"base\": \"10.0.0.0/16\", \"size\": 8}]}",
                "default-address-pools: invalid pool size 8 for 10.0.0.0/16");
        assertRefused(
                "{\"default-address-pools\": [{\"base\": \"10.0.0.0/16\", \"siez\": 24}]}",
                "the following directives don't match any configuration option: siez");
    }

    @Test
    void refusesWhatIsNoObject() {
        for (var text : new String[] {"[]", "{", "7", "{\"bip\"}"}) {
            assertThatThrownBy(() -> DaemonConfig.parse(text))
                    .as("[%s]", text)
                    .isInstanceOf(ConfigException.class);
        }
    }

    @Test
    void namesTheFile(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("daemon.json"), "{\"zoo\": 1}");

        assertThatThrownBy(() -> DaemonConfig.read(file))
                .hasMessageStartingWith("unable to configure the daemon with file " + file + ": ");
        assertThatThrownBy(() -> DaemonConfig.read(folder.resolve("absent")))
                .hasMessageContaining("absent");
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> DaemonConfig.parse(json))
                .as(json)
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }
}
