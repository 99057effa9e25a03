package naru.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.HexFormat;

/** Frames built after RFC 826, RFC 791, RFC 792 and RFC 7348; their text is tcpdump's. */
class FramesTest {
    private static final String REQUEST =
            "ffffffffffff7e93228d92c50806"
                    + "0001080006040001"
                    + "7e93228d92c5ac1e000a"
                    + "000000000000ac1e000b";
    private static final String REPLY =
            "7e93228d92c57a7c8ee5dd930806"
                    + "0001080006040002"
                    + "7a7c8ee5dd93ac1e000b"
                    + "7e93228d92c5ac1e000a";
    private static final String ECHO =
            "7a7c8ee5dd937e93228d92c50800"
                    + "450000541c2a40004001"
                    + "c631ac1e000aac1e000b"
                    + "0800f7ff002f0001";
    private static final String TUNNEL =
            "02000000000b02000000000d0800"
                    + "4500006000004000ff11"
                    + "00000ad5000b0ad5000d"
                    + "c00012b5004c0000"
                    + "0800000000100000";
    private static final String TCP =
            "7a7c8ee5dd937e93228d92c50800"
                    + "450000281c2a40004006"
                    + "c631ac1e000aac1e000b"
                    + "0800f7ff002f0001";

    @ParameterizedTest
    @CsvSource({
        REQUEST + ", 'ARP, Request who-has 172.30.0.11 tell 172.30.0.10'",
        REPLY + ", 'ARP, Reply 172.30.0.11 is-at 7a:7c:8e:e5:dd:93'",
        ECHO + ", 'IP 172.30.0.10 > 172.30.0.11: ICMP echo request, seq 1'"
    })
    void areDescribedAsTcpdumpDoes(String frame, String words) {
        assertThat(Frames.describe(bytes(frame))).contains(words);
    }

    @Test
    void showTheNetworkAndContentOfTunnels() {
        assertThat(Frames.describe(bytes(TUNNEL + ECHO)))
                .contains(
                        "IP 10.213.0.11 > 10.213.0.13: VXLAN, vni 4096: IP 172.30.0.10 >"
                                + " 172.30.0.11: ICMP echo request, seq 1");
        assertThat(Frames.describe(bytes(TUNNEL + TCP.substring(0, 40))))
                .contains("IP 10.213.0.11 > 10.213.0.13: VXLAN, vni 4096: another frame");
    }

    @Test
    void omitOtherKinds() {
        assertThat(Frames.describe(bytes(TCP))).isEmpty();
    }

    @Test
    void omitTruncatedFrames() {
        for (String whole : new String[] {REQUEST, REPLY, ECHO, TUNNEL.substring(0, 98)}) {
            byte[] frame = bytes(whole);
            for (int length = 0; length < frame.length; length++) {
                assertThat(Frames.describe(Arrays.copyOf(frame, length))).isEmpty();
            }
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
