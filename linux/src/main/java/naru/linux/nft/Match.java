package naru.linux.nft;

import java.util.List;

/** A condition; the rule continues if it is true. */
public sealed interface Match extends Statement {
    /** {@code field == value}, or within the range that the value is. */
    record Compare(Field field, NftValue value, boolean inverted) implements Match {}

    /** The bits of {@code mask} are those of {@code value}: {@code meta mark & 0x3 == 0x2}. */
    record Bits(Field field, int mask, int value) implements Match {}

    /** One of the bits of {@code mask} is set: {@code ct state established,related}. */
    record AnyBit(Field field, int mask) implements Match {}

    /** The fields, concatenated, are a key of a set: {@code ip daddr . th dport @set}. */
    record InSet(List<Field> fields, NftSet set, boolean inverted) implements Match {
        public InSet {
            fields = List.copyOf(fields);
        }
    }

    /** The verdict of a map for the fields: {@code iifname vmap @map}. */
    record VerdictMap(List<Field> fields, NftSet map) implements Match {
        public VerdictMap {
            fields = List.copyOf(fields);
        }
    }
}
