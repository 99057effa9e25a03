package naru.linux.nft.socket;

import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.nft.ChainHook;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftFamily;
import naru.linux.nft.NftTable;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** Messages about tables and chains: NFTA_TABLE_*, NFTA_CHAIN_*, NFTA_HOOK_*. */
final class ChainCodec {
    private static final int TABLE_NAME = 1; // NFTA_TABLE_NAME
    private static final int TABLE_FLAGS = 2;
    private static final int TABLE_USERDATA = 6;

    private static final int CHAIN_TABLE = 1; // NFTA_CHAIN_TABLE
    private static final int CHAIN_NAME = 3;
    private static final int CHAIN_HOOK = 4;
    private static final int CHAIN_POLICY = 5;
    private static final int CHAIN_TYPE = 7;
    private static final int CHAIN_USERDATA = 12;

    private static final int HOOK_NUMBER = 1; // NFTA_HOOK_HOOKNUM
    private static final int HOOK_PRIORITY = 2;
    private static final int HOOK_DEVICE = 3;

    private static final int NF_DROP = 0; // linux/netfilter.h
    private static final int NF_ACCEPT = 1;

    private ChainCodec() {}

    static void table(NftTable table, @Nullable String comment, MessageWriter out) {
        out.string(TABLE_NAME, table.name());
        out.u32be(TABLE_FLAGS, 0);
        userData(out, TABLE_USERDATA, UserData.comment(comment));
    }

    static void name(NftTable table, MessageWriter out) {
        out.string(TABLE_NAME, table.name());
    }

    static void chain(NftChain chain, MessageWriter out) {
        name(chain.table(), chain.name(), out);
        ChainHook hook = chain.hook();
        if (hook != null) {
            out.nested(CHAIN_HOOK, nested -> hook(chain.table().family(), hook, nested));
            out.u32be(CHAIN_POLICY, hook.acceptByDefault() ? NF_ACCEPT : NF_DROP);
            out.string(CHAIN_TYPE, hook.type().name().toLowerCase(Locale.ROOT));
        }
        userData(out, CHAIN_USERDATA, UserData.comment(chain.comment()));
    }

    static void name(NftTable table, String chain, MessageWriter out) {
        out.string(CHAIN_TABLE, table.name());
        out.string(CHAIN_NAME, chain);
    }

    static void userData(MessageWriter out, int type, byte @Nullable [] data) {
        if (data != null) {
            out.bytes(type, data);
        }
    }

    /** Null for an unknown family. */
    static @Nullable NftTable decodeTable(MessageReader message) {
        NftFamily family = NftMessage.family(message);
        Attributes attributes = message.attributes(NftMessage.FIXED);
        while (attributes.next()) {
            if (attributes.type() == TABLE_NAME && family != null) {
                return new NftTable(family, attributes.string());
            }
        }
        return null;
    }

    static @Nullable NftChain decodeChain(MessageReader message) {
        NftTable table = decodeTable(message); // NFTA_CHAIN_TABLE is NFTA_TABLE_NAME
        String name = "";
        String type = null;
        String comment = null;
        boolean accept = true;
        Attributes hook = null;
        Attributes attributes = message.attributes(NftMessage.FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case CHAIN_NAME -> name = attributes.string();
                case CHAIN_HOOK -> hook = attributes.nested();
                case CHAIN_POLICY -> accept = attributes.u32be() != NF_DROP;
                case CHAIN_TYPE -> type = attributes.string();
                case CHAIN_USERDATA ->
                        comment = UserData.find(attributes.bytes(), UserData.COMMENT);
                default -> {}
            }
        }
        if (table == null) {
            return null;
        }
        ChainHook decoded = null;
        if (hook != null && type != null) {
            decoded = decodeHook(table.family(), type, accept, hook);
        }
        return new NftChain(table, name, decoded, comment);
    }

    private static void hook(NftFamily family, ChainHook hook, MessageWriter out) {
        out.u32be(HOOK_NUMBER, number(family, hook.point()));
        out.u32be(HOOK_PRIORITY, hook.priority());
        if (hook.device() != null) {
            out.string(HOOK_DEVICE, hook.device());
        }
    }

    /** NF_INET_* and NF_NETDEV_*, linux/netfilter.h. */
    private static int number(NftFamily family, ChainHook.Point point) {
        boolean device = family == NftFamily.NETDEV;
        return switch (point) {
            case PREROUTING -> 0;
            case INPUT -> 1;
            case FORWARD -> 2;
            case OUTPUT -> 3;
            case POSTROUTING -> 4;
            case INGRESS -> device ? 0 : 5;
            case EGRESS -> 1;
        };
    }

    private static @Nullable ChainHook decodeHook(
            NftFamily family, String type, boolean accept, Attributes hook) {
        int number = -1;
        int priority = 0;
        String device = null;
        while (hook.next()) {
            switch (hook.type()) {
                case HOOK_NUMBER -> number = hook.u32be();
                case HOOK_PRIORITY -> priority = hook.u32be();
                case HOOK_DEVICE -> device = hook.string();
                default -> {}
            }
        }
        for (ChainHook.Point point : points(family)) {
            for (ChainHook.Type known : ChainHook.Type.values()) {
                boolean typed = known.name().toLowerCase(Locale.ROOT).equals(type);
                if (typed && number(family, point) == number) {
                    return new ChainHook(known, point, priority, accept, device);
                }
            }
        }
        return null;
    }

    private static ChainHook.Point[] points(NftFamily family) {
        return family == NftFamily.NETDEV
                ? new ChainHook.Point[] {ChainHook.Point.INGRESS, ChainHook.Point.EGRESS}
                : ChainHook.Point.values();
    }
}
