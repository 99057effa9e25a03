package naru.network.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;

class PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "172.17.0.1/16, 172.17.0.0/16",
        "10.1.2.3/32, 10.1.2.3/32",
        "10.1.2.255/25, 10.1.2.128/25",
        "10.1.2.3/0, 0.0.0.0/0",
        "fd00:1:2:3:4::5/64, fd00:1:2:3::/64",
        "::1/128, ::1/128"
    })
    void masksHostBits(String given, String masked) {
        assertThat(Prefix.parse(given).masked()).hasToString(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/x", "web/8", "10.0.0.0/-1"})
    void refusesWhatIsNoPrefix(String text) {
        assertThatThrownBy(() -> Prefix.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invalid CIDR address: " + text);
    }

    @Test
    void knowsWhatItContains() {
        var prefix = Prefix.parse("10.88.0.0/20");

        assertThat(prefix.contains(ofLiteral("10.88.15.255"))).isTrue();
        assertThat(prefix.contains(ofLiteral("10.88.16.0"))).isFalse();
        assertThat(prefix.contains(ofLiteral("fd00::1"))).isFalse();
        assertThat(prefix.overlaps(Prefix.parse("10.0.0.0/8"))).isTrue();
        assertThat(prefix.overlaps(Prefix.parse("10.88.16.0/20"))).isFalse();
    }

    @Test
    void countsAddresses() {
        var prefix = Prefix.parse("255.255.255.0/24");

        assertThat(prefix.size()).isEqualTo(256);
        assertThat(prefix.addressAt(BigInteger.valueOf(255)))
                .isEqualTo(ofLiteral("255.255.255.255"));
        assertThat(prefix.offsetOf(ofLiteral("255.255.255.7"))).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:0, ::",
        "fd00:0:0:1:0:0:0:5, fd00:0:0:1::5",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7"
    })
    void printsIpv6InItsShortForm(String given, String shortest) {
        assertThat(Addresses.text(ofLiteral(given))).isEqualTo(shortest);
    }

    @Test
    void readsAndPrintsMacAddresses() {
        assertThat(MacAddress.parse("7E:93:22:8d:92:c5")).hasToString("7e:93:22:8d:92:c5");
        assertThatThrownBy(() -> MacAddress.parse("7e:93:22:8d:92"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void makesLocalUnicastMacAddresses() {
        var random = new java.util.Random(7);
        for (int i = 0; i < 100; i++) {
            assertThat(MacAddress.random(random).bytes()[0] & 3).isEqualTo(2);
        }
    }
}
