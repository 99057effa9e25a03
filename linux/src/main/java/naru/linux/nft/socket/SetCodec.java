package naru.linux.nft.socket;

import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.nft.NftBytes;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Messages about sets and maps: NFTA_SET_*, linux/netfilter/nf_tables.h. */
final class SetCodec {
    private static final int TABLE = 1; // NFTA_SET_TABLE
    private static final int NAME = 2;
    private static final int FLAGS = 3;
    private static final int KEY_TYPE = 4;
    private static final int KEY_LENGTH = 5;
    private static final int DATA_TYPE = 6;
    private static final int DATA_LENGTH = 7;
    private static final int DESCRIPTION = 9;
    private static final int ID = 10;
    private static final int USERDATA = 13;
    private static final int EXPRESSION = 17; // of each element

    private static final int DESC_CONCAT = 2; // NFTA_SET_DESC_CONCAT
    private static final int LIST_ELEMENT = 1; // NFTA_LIST_ELEM
    private static final int FIELD_LENGTH = 1; // NFTA_SET_FIELD_LEN

    private static final int ANONYMOUS = 0x1; // NFT_SET_*
    private static final int INTERVAL = 0x4;
    private static final int MAP = 0x8;
    private static final int CONCAT = 0x80;

    private static final int DATA_VERDICT = 0xffffff00; // NFT_DATA_VERDICT

    private static final int TYPE_BITS =
            6; // of a concatenation: include/datatype.h, nftables 1.0.6
    private static final int HOST_ORDER = 1; // BYTEORDER_HOST_ENDIAN, the same
    private static final int NETWORK_ORDER = 2;

    private SetCodec() {}

    /** {@code id} identifies the set within its transaction. */
    static void encode(NftSet set, int id, MessageWriter out) {
        name(set, out);
        out.u32be(FLAGS, flags(set));
        out.u32be(KEY_TYPE, typeNumber(set.key()));
        out.u32be(KEY_LENGTH, NftBytes.length(set.key()));
        if (isVerdictMap(set)) {
            out.u32be(DATA_TYPE, DATA_VERDICT);
        } else if (set.isMap()) {
            out.u32be(DATA_TYPE, typeNumber(set.data()));
            out.u32be(DATA_LENGTH, NftBytes.length(set.data()));
        }
        if (ElementCodec.isConcatOfIntervals(set)) {
            out.nested(
                    DESCRIPTION, desc -> desc.nested(DESC_CONCAT, fields -> fields(set, fields)));
        }
        out.u32be(ID, id);
        out.bytes(USERDATA, userData(set));
        if (set.counted()) {
            out.nested(EXPRESSION, ElementCodec::counter);
        }
    }

    static void name(NftSet set, MessageWriter out) {
        out.string(TABLE, set.table().name());
        out.string(NAME, set.name());
    }

    static boolean isVerdictMap(NftSet set) {
        return set.isMap() && set.data().getFirst() == NftType.VERDICT;
    }

    /** Null for a set without a name and for unknown types. */
    static @Nullable NftSet decode(MessageReader message) {
        NftTable table = ChainCodec.decodeTable(message); // NFTA_SET_TABLE is NFTA_TABLE_NAME
        String name = "";
        String comment = null;
        int flags = 0;
        int keyType = 0;
        int dataType = 0;
        boolean counted = false;
        Attributes attributes = message.attributes(NftMessage.FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case NAME -> name = attributes.string();
                case FLAGS -> flags = attributes.u32be();
                case KEY_TYPE -> keyType = attributes.u32be();
                case DATA_TYPE -> dataType = attributes.u32be();
                case EXPRESSION -> counted = ElementCodec.isCounter(attributes.nested());
                case USERDATA -> comment = UserData.find(attributes.bytes(), UserData.SET_COMMENT);
                default -> {}
            }
        }
        List<NftType> key = types(keyType);
        List<NftType> data = (flags & MAP) != 0 ? types(dataType) : List.of();
        boolean known = !key.isEmpty() && ((flags & MAP) == 0 || !data.isEmpty());
        if (table == null || (flags & ANONYMOUS) != 0 || !known) {
            return null;
        }
        return new NftSet(table, name, key, data, (flags & INTERVAL) != 0, counted, comment);
    }

    private static int flags(NftSet set) {
        int flags = set.isMap() ? MAP : 0;
        flags |= set.intervals() ? INTERVAL : 0;
        return flags | (ElementCodec.isConcatOfIntervals(set) ? CONCAT : 0);
    }

    private static int typeNumber(List<NftType> types) {
        int number = 0;
        for (NftType type : types) {
            number = number << TYPE_BITS | type.number();
        }
        return number;
    }

    /** Empty if one of them is unknown. */
    private static List<NftType> types(int number) {
        var types = new ArrayList<NftType>();
        if (number == DATA_VERDICT) {
            return List.of(NftType.VERDICT);
        }
        for (int rest = number; rest != 0; rest >>>= TYPE_BITS) {
            NftType type = NftType.numbered(rest & (1 << TYPE_BITS) - 1);
            if (type == null) {
                return List.of();
            }
            types.addFirst(type);
        }
        return types;
    }

    private static void fields(NftSet set, MessageWriter out) {
        for (NftType type : set.key()) {
            out.nested(LIST_ELEMENT, field -> field.u32be(FIELD_LENGTH, type.bytes()));
        }
    }

    private static byte[] userData(NftSet set) {
        var data = new UserData().u32(UserData.SET_KEY_BYTE_ORDER, byteOrder(set.key()));
        if (set.isMap()) {
            data.u32(UserData.SET_DATA_BYTE_ORDER, byteOrder(set.data()));
        }
        if (set.comment() != null) {
            data.string(UserData.SET_COMMENT, set.comment());
        }
        return data.bytes();
    }

    /** As stored by nft: concatenations and verdicts have none. */
    private static int byteOrder(List<NftType> types) {
        if (types.size() > 1 || types.getFirst() == NftType.VERDICT) {
            return 0;
        }
        return types.getFirst().bigEndian() ? NETWORK_ORDER : HOST_ORDER;
    }
}
