package naru.linux.nft.socket;

import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.netlink.NetlinkSocket;
import naru.linux.nft.NftFamily;

import org.jspecify.annotations.Nullable;

/**
 * Types of nf_tables messages: NFT_MSG_* of linux/netfilter/nf_tables.h within the nfnetlink
 * subsystem, and their common fixed part.
 */
final class NftMessage {
    static final int NEWTABLE = 0;
    static final int GETTABLE = 1;
    static final int DELTABLE = 2;
    static final int NEWCHAIN = 3;
    static final int GETCHAIN = 4;
    static final int DELCHAIN = 5;
    static final int NEWRULE = 6;
    static final int GETRULE = 7;
    static final int DELRULE = 8;
    static final int NEWSET = 9;
    static final int GETSET = 10;
    static final int DELSET = 11;
    static final int NEWSETELEM = 12;
    static final int GETSETELEM = 13;
    static final int DELSETELEM = 14;
    static final int NEWGEN = 15;
    static final int GETGEN = 16;

    static final int FIXED = 4; // struct nfgenmsg, linux/netfilter/nfnetlink.h

    private static final int SUBSYSTEM = 10; // NFNL_SUBSYS_NFTABLES
    private static final int BATCH_BEGIN = 0x10; // NFNL_MSG_BATCH_BEGIN
    private static final int BATCH_END = 0x11;

    private static final String[] NAMES = {
        "NEWTABLE", "GETTABLE", "DELTABLE", "NEWCHAIN", "GETCHAIN", "DELCHAIN", "NEWRULE",
                "GETRULE",
        "DELRULE", "NEWSET", "GETSET", "DELSET", "NEWSETELEM", "GETSETELEM", "DELSETELEM", "NEWGEN",
        "GETGEN"
    };

    private NftMessage() {}

    /** The name of a type in the header file. */
    static String name(int kind) {
        return kind < NAMES.length ? "NFT_MSG_" + NAMES[kind] : "NFT_MSG " + kind;
    }

    static void begin(MessageWriter out, int kind, int flags, NftFamily family) {
        begin(out, kind, flags, family.number());
    }

    static void begin(MessageWriter out, int kind, int flags, int family) {
        out.begin(SUBSYSTEM << 8 | kind, NetlinkSocket.NLM_F_REQUEST | flags);
        out.put8(family).put8(0).put16be(0); // family, NFNETLINK_V0, resource
    }

    static void beginBatch(MessageWriter out) {
        batch(out, BATCH_BEGIN);
    }

    static void endBatch(MessageWriter out) {
        batch(out, BATCH_END);
    }

    /** The type of a received message, or -1 for another subsystem's. */
    static int kind(MessageReader message) {
        return message.type() >> 8 == SUBSYSTEM ? message.type() & 0xff : -1;
    }

    /** The family of a received message, or null for an unknown one. */
    static @Nullable NftFamily family(MessageReader message) {
        int number = message.get8(0);
        for (NftFamily family : NftFamily.values()) {
            if (family.number() == number) {
                return family;
            }
        }
        return null;
    }

    private static void batch(MessageWriter out, int type) {
        out.begin(type, NetlinkSocket.NLM_F_REQUEST);
        out.put8(0).put8(0).put16be(SUBSYSTEM);
    }
}
