package naru.linux.route;

import naru.linux.netlink.MessageWriter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Messages about queueing: struct tcmsg and TCA_*, linux/rtnetlink.h, linux/pkt_sched.h. */
final class QdiscCodec {
    private static final int TC_H_ROOT = 0xffffffff;
    private static final int TCA_KIND = 1;
    private static final int TCA_OPTIONS = 2;
    private static final int TCA_TBF_PARMS = 1;
    private static final int TCA_TBF_RATE64 = 4;
    private static final int TCA_TBF_BURST = 6;
    private static final byte TC_LINKLAYER_ETHERNET = 1; // without it tbf wants a table of rates
    private static final long LARGEST_U32 = 0xffffffffL;

    private QdiscCodec() {}

    static void encode(QdiscChange change, MessageWriter out) {
        switch (change) {
            case QdiscChange.Limit limit -> {
                out.put32(0).put32(limit.link()); // AF_UNSPEC and padding, then the link
                out.put32(0).put32(TC_H_ROOT).put32(0); // any handle, no info
                out.string(TCA_KIND, "tbf");
                out.nested(TCA_OPTIONS, options -> limit(limit, options));
            }
        }
    }

    private static void limit(QdiscChange.Limit limit, MessageWriter options) {
        options.bytes(TCA_TBF_PARMS, parameters(limit));
        if (limit.rate() > LARGEST_U32) {
            options.bytes(TCA_TBF_RATE64, nativeOrder(8).putLong(limit.rate()).array());
        }
        options.u32(TCA_TBF_BURST, limit.burst());
    }

    /**
     * struct tc_tbf_qopt: struct tc_ratespec rate (u8 cell_log, u8 linklayer, u16 overhead, s16
     * cell_align, u16 mpu, u32 rate), the same for a peak rate, u32 limit, u32 buffer, u32 mtu.
     */
    private static byte[] parameters(QdiscChange.Limit limit) {
        return nativeOrder(36)
                .put(1, TC_LINKLAYER_ETHERNET)
                .putInt(8, (int) Math.min(limit.rate(), LARGEST_U32))
                .putInt(24, limit.queue())
                .array();
    }

    private static ByteBuffer nativeOrder(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }
}
