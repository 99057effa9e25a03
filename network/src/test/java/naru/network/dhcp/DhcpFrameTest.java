package naru.network.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.network.address.MacAddress;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/** An offer of dnsmasq 2.90, captured with tcpdump 4.99. */
class DhcpFrameTest {
    private static final String HEAD =
            "a23fa2ce685912eed4e68e0a080045c00148a60000004011be190a3200020a320066"
                    + "00430044013416110201060054ee725b00000000000000000a3200660a320002"
                    + "00000000a23fa2ce6859";
    private static final String OPTIONS =
            "638253633501023604"
                    + "0a3200023304"
                    + "00000e103a0400000708"
                    + "3b0400000c4e"
                    + "0104ffffff001c040a3200ff"
                    + "03040a320002ff";
    static final MacAddress CLIENT = MacAddress.parse("a2:3f:a2:ce:68:59");

    static byte[] offer() {
        var zeros = "00".repeat(10 + 192);
        return HexFormat.of().parseHex(HEAD + zeros + OPTIONS);
    }

    @Test
    void readsAnOffer() {
        var frame = DhcpFrame.decode(offer()).orElseThrow();
        var message = frame.message();

        assertThat(frame.peer()).isEqualTo(MacAddress.parse("12:ee:d4:e6:8e:0a"));
        assertThat(message.type()).isEqualTo(DhcpMessage.Type.OFFER);
        assertThat(message.mac()).isEqualTo(CLIENT);
        assertThat(message.transaction()).isEqualTo(0x54ee725b);
        var lease = DhcpLease.of(message);
        assertThat(lease.address()).hasToString("10.50.0.102/24");
        assertThat(lease.router()).isEqualTo(ofLiteral("10.50.0.2"));
        assertThat(lease.server()).isEqualTo(ofLiteral("10.50.0.2"));
        assertThat(lease.renewAfter()).isEqualTo(Duration.ofMinutes(30));
        assertThat(lease.ends()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void readsWhatIsThereWhereverItIsCutOff() {
        byte[] whole = offer();
        for (int length = 0; length < whole.length; length++) {
            DhcpFrame.decode(Arrays.copyOf(whole, length))
                    .ifPresent(frame -> assertThat(frame.message().mac()).isEqualTo(CLIENT));
        }
        whole[whole.length - 6] = (byte) 0xff; // an option that is longer than the message
        assertThat(DhcpLease.of(DhcpFrame.decode(whole).orElseThrow().message()).router()).isNull();
    }

    @Test
    void isNoAnswerOnAnotherPortOrOfAClient() {
        byte[] other = offer();
        other[35] = 68; // the port that it comes from
        assertThat(DhcpFrame.decode(other)).isEmpty();
        byte[] question = offer();
        question[42] = 1; // op
        assertThat(DhcpFrame.decode(question)).isEmpty();
    }

    @Test
    void asksAsRfc2131Says() {
        var discover =
                new DhcpMessage(
                        DhcpMessage.Type.DISCOVER,
                        7,
                        DhcpMessage.NONE,
                        DhcpMessage.NONE,
                        CLIENT,
                        Map.of());
        byte[] frame = DhcpFrame.of(discover, DhcpMessage.NONE, DhcpFrame.ALL, DhcpFrame.BROADCAST);
        var hex = HexFormat.of().formatHex(frame);

        // 0.0.0.0:68 to 255.255.255.255:67; the IPv4 checksum is the one that busybox computed
        assertThat(hex)
                .startsWith("ffffffffffffa23fa2ce685908004500014800000000401179a600000000ffffffff")
                .contains("0044004301340000" + "0101060000000007" + "00008000");
        assertThat(hex.substring(2 * (14 + 28 + 236))).startsWith("63825363" + "350101" + "ff");
    }
}
