package naru.linux.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;

class FamilyTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, IPv4, 0.0.0.0, 127.0.0.1, 32",
        "fe80::1, IPv6, 0:0:0:0:0:0:0:0, 0:0:0:0:0:0:0:1, 128"
    })
    void holdsFactsOfEachFamily(
            String address, String text, String any, String loopback, int bits) {
        var family = Family.of(InetAddress.ofLiteral(address));
        assertThat(family).hasToString(text);
        assertThat(family.any().getHostAddress()).isEqualTo(any);
        assertThat(family.loopback().getHostAddress()).isEqualTo(loopback);
        assertThat(family.bits()).isEqualTo(bits);
        assertThat(family.has(family.any())).isTrue();
        assertThat(family.has(family.other().any())).isFalse();
        assertThat(family.choose("IPv4", "IPv6")).isEqualTo(text);
    }
}
