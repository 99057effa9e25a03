package naru.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ReverseMap;

import java.net.InetAddress;

class ReverseNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "172.30.0.10",
                "0.0.0.0",
                "255.255.255.255",
                "fd00::1:a",
                "::",
                "2001:db8::ffff"
            })
    void isReadAsDnsjavaWritesIt(String literal) {
        var address = InetAddress.ofLiteral(literal);

        assertThat(ReverseName.address(Names.text(ReverseMap.fromAddress(address).toString())))
                .contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in-addr.arpa", "30.172.in-addr.arpa", "256.0.30.172.in-addr.arpa",
                        "a.0.30.172.in-addr.arpa",
                "1.10.0.30.172.in-addr.arpa", ".0.30.172.in-addr.arpa", "+1.0.30.172.in-addr.arpa",
                        "0001.0.30.172.in-addr.arpa",
                "1.ip6.arpa", "10.0.30.172.example", "1.0.30.172"
            })
    void isNothingElse(String name) {
        assertThat(ReverseName.address(name)).isEmpty();
    }

    @Test
    void requiresAllNibbles() {
        assertThat(ReverseName.address("0.".repeat(31) + "ip6.arpa")).isEmpty();
        assertThat(ReverseName.address("g." + "0.".repeat(31) + "ip6.arpa")).isEmpty();
        assertThat(ReverseName.address("0.".repeat(32) + "ip6.arpa")).isPresent();
    }
}
