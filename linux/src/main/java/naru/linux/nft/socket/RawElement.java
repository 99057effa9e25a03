package naru.linux.nft.socket;

import naru.linux.netlink.MalformedMessageException;
import naru.linux.nft.NftBytes;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftType;
import naru.linux.nft.NftValue;
import naru.linux.nft.Verdict;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An element as the kernel sends it: registers whose meaning depends on the set's types. */
record RawElement(
        byte[] key,
        byte[] keyEnd,
        byte[] data,
        @Nullable Verdict verdict,
        boolean end,
        @Nullable String comment,
        long packets) {
    /** An element that is not the start of an interval. */
    NftElement single(NftSet set) {
        return upTo(set, keyEnd);
    }

    /** The interval from this element to {@code high}. */
    NftElement upTo(NftSet set, byte[] high) {
        List<NftValue> values =
                verdict != null || !set.isMap() ? List.of() : split(set.data(), data, data);
        return new NftElement(split(set.key(), key, high), values, verdict, comment);
    }

    private static List<NftValue> split(List<NftType> types, byte[] low, byte[] high) {
        var values = new ArrayList<NftValue>(types.size());
        int at = 0;
        for (NftType type : types) {
            int end = at + type.bytes();
            if (end > low.length || end > high.length) {
                throw new MalformedMessageException(low.length + " bytes are no " + types);
            }
            values.add(
                    new NftValue(
                            type,
                            Arrays.copyOfRange(low, at, end),
                            Arrays.copyOfRange(high, at, end)));
            at += NftBytes.padded(type.bytes());
        }
        return values;
    }
}
