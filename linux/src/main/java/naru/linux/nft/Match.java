package naru.linux.nft;

/** A condition; the rule continues if it is true. */
public sealed interface Match extends Statement {
    /** {@code field == value}, or within the range that the value is. */
    record Compare(Field field, NftValue value, boolean inverted) implements Match {}

    /** The bits of {@code mask} are those of {@code value}: {@code meta mark & 0x3 == 0x2}. */
    record Bits(Field field, int mask, int value) implements Match {}

    /** One of the bits of {@code mask} is set: {@code ct state established,related}. */
    record AnyBit(Field field, int mask) implements Match {}

    /** {@code selector @set}. */
    record InSet(Selector selector, NftSet set, boolean inverted) implements Match {}

    /** {@code selector vmap @map}. */
    record VerdictMap(Selector selector, NftSet map) implements Match {}
}
