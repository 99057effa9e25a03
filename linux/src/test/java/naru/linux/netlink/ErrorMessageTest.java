package naru.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.error.Errno;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class ErrorMessageTest {
    private static final int CAPPED = 0x100; // NLM_F_CAPPED
    private static final int TLVS = 0x200; // NLM_F_ACK_TLVS

    private static byte[] error(int flags, int errno, int payload, String text) {
        return Wire.written(
                12,
                out -> {
                    out.begin(2, flags).put32(-errno);
                    out.put32(16 + payload).put16(24).put16(5).put32(12).put32(0);
                    for (int i = 0; (flags & CAPPED) == 0 && i < payload; i++) {
                        out.put8(0xff);
                    }
                    if ((flags & TLVS) != 0) {
                        out.u32(2, 36); // NLMSGERR_ATTR_OFFS
                        out.string(1, text);
                    }
                });
    }

    @Test
    void returnsKernelTextCappedAndUncapped() {
        String text = "Nexthop has invalid gateway";
        var expected = new Refusal(2, new Errno(101), text);
        assertThat(refusal(error(CAPPED | TLVS, 101, 20, text))).isEqualTo(expected);
        assertThat(refusal(error(TLVS, 101, 20, text))).isEqualTo(expected);
        assertThat(refusal(error(0, 17, 20, ""))).isEqualTo(new Refusal(2, Errno.EEXIST, ""));
    }

    @Test
    void zeroIsAcknowledgement() {
        assertThat(refusal(error(CAPPED, 0, 20, ""))).isNull();
    }

    @Test
    void rejectsTruncatedMessage() {
        byte[] whole = error(CAPPED | TLVS, 101, 20, "text");
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> refusal(cut))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    private static Refusal refusal(byte[] bytes) {
        var reader = Wire.reader(bytes);
        reader.next();
        return ErrorMessage.refusal(reader, 10);
    }
}
