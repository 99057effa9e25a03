package naru.linux.route.socket;

import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.route.Qdisc;
import naru.linux.route.QdiscChange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Messages about queueing disciplines: struct tcmsg and TCA_*, linux/rtnetlink.h,
 * linux/pkt_sched.h.
 */
final class QdiscCodec {
    static final int FIXED = 20; // struct tcmsg: family, padding, link, handle, parent, info

    private static final int TC_H_ROOT = 0xffffffff;
    private static final String TBF = "tbf";
    private static final int PARAMETERS = 36; // struct tc_tbf_qopt
    private static final int RATE = 8; // offsets in it
    private static final int QUEUE = 24;
    private static final int TCA_KIND = 1;
    private static final int TCA_OPTIONS = 2;
    private static final int TCA_TBF_PARMS = 1;
    private static final int TCA_TBF_RATE64 = 4;
    private static final int TCA_TBF_BURST = 6;
    private static final byte TC_LINKLAYER_ETHERNET = 1; // without it tbf requires a rate table
    private static final long LARGEST_U32 = 0xffffffffL;

    private QdiscCodec() {}

    static void encode(QdiscChange change, MessageWriter out) {
        switch (change) {
            case QdiscChange.Limit limit -> {
                out.put32(0).put32(limit.link()); // AF_UNSPEC and padding, then the link
                out.put32(0).put32(TC_H_ROOT).put32(0); // any handle, no info
                out.string(TCA_KIND, TBF);
                out.nested(TCA_OPTIONS, options -> limit(limit, options));
            }
        }
    }

    static Qdisc decode(MessageReader message) {
        int link = message.get32(4);
        boolean root = message.get32(12) == TC_H_ROOT;
        String kind = "";
        Attributes attributes = message.attributes(FIXED);
        while (attributes.next()) {
            if (attributes.type() == TCA_KIND) {
                kind = attributes.string();
            } else if (attributes.type() == TCA_OPTIONS && kind.equals(TBF)) {
                return limit(link, root, attributes.nested());
            }
        }
        return new Qdisc(link, root, kind, 0, 0);
    }

    private static Qdisc limit(int link, boolean root, Attributes options) {
        long rate = 0;
        int queue = 0;
        while (options.next()) {
            if (options.type() == TCA_TBF_PARMS && options.length() >= PARAMETERS) {
                var parameters = wrap(options.bytes());
                rate = Math.max(rate, Integer.toUnsignedLong(parameters.getInt(RATE)));
                queue = parameters.getInt(QUEUE);
            } else if (options.type() == TCA_TBF_RATE64 && options.length() >= Long.BYTES) {
                rate = wrap(options.bytes()).getLong(); // PARMS has the value clipped to 32 bits
            }
        }
        return new Qdisc(link, root, TBF, rate, queue);
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
        return nativeOrder(PARAMETERS)
                .put(1, TC_LINKLAYER_ETHERNET)
                .putInt(RATE, (int) Math.min(limit.rate(), LARGEST_U32))
                .putInt(QUEUE, limit.queue())
                .array();
    }

    private static ByteBuffer nativeOrder(int bytes) {
        return wrap(new byte[bytes]);
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }
}
