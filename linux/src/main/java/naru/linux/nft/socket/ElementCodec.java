package naru.linux.nft.socket;

import naru.linux.netlink.Attributes;
import naru.linux.netlink.MalformedMessageException;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftValue;
import naru.linux.nft.Verdict;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages about elements: NFTA_SET_ELEM_*, linux/netfilter/nf_tables.h. An interval of a
 * concatenation is one element with a key and a key_end; any other interval is two, the second
 * being the first key after it, flagged as an end, and missing if there is no such key.
 */
final class ElementCodec {
    private static final int LIST_TABLE = 1; // NFTA_SET_ELEM_LIST_TABLE
    private static final int LIST_SET = 2;
    private static final int LIST_ELEMENTS = 3;
    private static final int LIST_ELEMENT = 1; // NFTA_LIST_ELEM

    private static final int KEY = 1; // NFTA_SET_ELEM_KEY
    private static final int DATA = 2;
    private static final int FLAGS = 3;
    private static final int USERDATA = 6;
    private static final int EXPRESSION = 7;
    private static final int KEY_END = 10;
    private static final int EXPRESSION_NAME = 1; // NFTA_EXPR_NAME
    private static final int EXPRESSION_DATA = 2;
    private static final int COUNTER_PACKETS = 2; // NFTA_COUNTER_PACKETS
    private static final String COUNTER = "counter";
    private static final int INTERVAL_END = 1; // NFT_SET_ELEM_INTERVAL_END

    private ElementCodec() {}

    static void name(NftSet set, MessageWriter out) {
        out.string(LIST_TABLE, set.table().name());
        out.string(LIST_SET, set.name());
    }

    /** With data and comments for an addition, with keys only for a deletion. */
    static void encode(NftSet set, List<NftElement> elements, boolean keysOnly, MessageWriter out) {
        name(set, out);
        out.nested(
                LIST_ELEMENTS,
                list -> {
                    for (NftElement element : elements) {
                        encode(set, element, keysOnly, list);
                    }
                });
    }

    private static void encode(
            NftSet set, NftElement element, boolean keysOnly, MessageWriter list) {
        set.checkKey(element);
        byte[] low = NftValue.low(element.key());
        byte[] high = NftValue.high(element.key());
        list.nested(LIST_ELEMENT, out -> encode(set, element, keysOnly, low, high, out));
        if (set.intervals() && !isConcatOfIntervals(set)) {
            byte[] after = next(high);
            if (after != null) {
                list.nested(
                        LIST_ELEMENT,
                        out -> {
                            DataCodec.value(KEY, after, out);
                            out.u32be(FLAGS, INTERVAL_END);
                        });
            }
        } else if (!set.intervals() && !Arrays.equals(low, high)) {
            throw new IllegalArgumentException(set + " holds no ranges: " + element);
        }
    }

    private static void encode(
            NftSet set,
            NftElement element,
            boolean keysOnly,
            byte[] low,
            byte[] high,
            MessageWriter out) {
        DataCodec.value(KEY, low, out);
        if (isConcatOfIntervals(set)) {
            DataCodec.value(KEY_END, high, out);
        }
        if (keysOnly) {
            return;
        }
        if (element.verdict() != null) {
            DataCodec.verdict(DATA, element.verdict(), out);
        } else if (set.isMap()) {
            set.checkData(element);
            DataCodec.value(DATA, NftValue.low(element.data()), out);
        }
        ChainCodec.userData(out, USERDATA, UserData.comment(element.comment()));
    }

    /** The bytes as one number, plus one; null on overflow. */
    private static byte @Nullable [] next(byte[] bytes) {
        byte[] next = bytes.clone();
        for (int i = next.length - 1; i >= 0; i--) {
            if (++next[i] != 0) {
                return next;
            }
        }
        return null;
    }

    private static byte[] previous(byte[] bytes) {
        byte[] previous = bytes.clone();
        for (int i = previous.length - 1; i >= 0; i--) {
            if (previous[i]-- != 0) {
                break;
            }
        }
        return previous;
    }

    /** The elements of all messages of a list. */
    static List<NftElement> decode(NftSet set, List<List<RawElement>> messages) {
        var raw = new ArrayList<RawElement>();
        messages.forEach(raw::addAll);
        if (!set.intervals() || isConcatOfIntervals(set)) {
            return raw.stream().map(element -> element.single(set)).toList();
        }
        return intervals(set, raw);
    }

    /** Pairs starts and ends, which the kernel sends in any order. */
    private static List<NftElement> intervals(NftSet set, List<RawElement> raw) {
        // An end sorts before a start with the same key: it ends the preceding interval.
        raw.sort((a, b) -> {
            int byKey = Arrays.compareUnsigned(a.key(), b.key());
            return byKey != 0 ? byKey : Boolean.compare(b.end(), a.end());
        });
        var elements = new ArrayList<NftElement>();
        for (int i = 0; i < raw.size(); i++) {
            RawElement start = raw.get(i);
            if (start.end()) {
                continue;
            }
            byte[] high = new byte[start.key().length];
            Arrays.fill(high, (byte) 0xff);
            if (i + 1 < raw.size()) {
                high = previous(raw.get(i + 1).key());
            }
            elements.add(start.upTo(set, high));
        }
        return elements;
    }

    /** The counters of the elements of a set without intervals, by their keys. */
    static Map<List<NftValue>, Long> packets(NftSet set, List<List<RawElement>> messages) {
        var packets = new LinkedHashMap<List<NftValue>, Long>();
        for (var elements : messages) {
            elements.forEach(raw -> packets.put(raw.single(set).key(), raw.packets()));
        }
        return packets;
    }

    static List<RawElement> decode(MessageReader message) {
        var elements = new ArrayList<RawElement>();
        Attributes attributes = message.attributes(NftMessage.FIXED);
        while (attributes.next()) {
            if (attributes.type() == LIST_ELEMENTS) {
                Attributes list = attributes.nested();
                while (list.next()) {
                    elements.add(decodeElement(list.nested()));
                }
            }
        }
        return elements;
    }

    private static RawElement decodeElement(Attributes attributes) {
        byte[] key = null;
        byte[] keyEnd = null;
        byte[] data = new byte[0];
        Verdict verdict = null;
        String comment = null;
        boolean end = false;
        long packets = 0;
        while (attributes.next()) {
            switch (attributes.type()) {
                case KEY -> key = DataCodec.decodeValue(attributes.nested());
                case KEY_END -> keyEnd = DataCodec.decodeValue(attributes.nested());
                case DATA -> {
                    data = DataCodec.decodeValue(attributes.nested());
                    verdict = DataCodec.decodeVerdict(attributes.nested());
                }
                case FLAGS -> end = (attributes.u32be() & INTERVAL_END) != 0;
                case USERDATA -> comment = UserData.find(attributes.bytes(), UserData.COMMENT);
                case EXPRESSION -> packets = packets(attributes.nested());
                default -> {}
            }
        }
        if (key == null) {
            throw new MalformedMessageException("element without a key");
        }
        return new RawElement(
                key, keyEnd == null ? key : keyEnd, data, verdict, end, comment, packets);
    }

    /** The counter of each element of a set. */
    static void counter(MessageWriter out) {
        out.string(EXPRESSION_NAME, COUNTER);
        out.nested(EXPRESSION_DATA, empty -> {});
    }

    static boolean isCounter(Attributes expression) {
        while (expression.next()) {
            if (expression.type() == EXPRESSION_NAME) {
                return expression.string().equals(COUNTER);
            }
        }
        return false;
    }

    /** The value of an element's counter; its name precedes its data. */
    private static long packets(Attributes expression) {
        boolean counts = false;
        while (expression.next()) {
            switch (expression.type()) {
                case EXPRESSION_NAME -> counts = expression.string().equals(COUNTER);
                case EXPRESSION_DATA -> {
                    var data = expression.nested();
                    while (counts && data.next()) {
                        if (data.type() == COUNTER_PACKETS) {
                            return data.u64be();
                        }
                    }
                }
                default -> {}
            }
        }
        return 0;
    }

    /** Whether each element has a key and a key_end, instead of being two elements. */
    static boolean isConcatOfIntervals(NftSet set) {
        return set.intervals() && set.key().size() > 1;
    }
}
