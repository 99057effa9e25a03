package naru.linux.nft;

import java.util.List;

/**
 * The left side of a match: one field of a packet, or a concatenation of several. See nft(8),
 * expressions.
 */
public record Selector(List<Field> fields) {
    public Selector {
        fields = List.copyOf(fields);
    }

    /** Equal to a value, or within a range or prefix. */
    public Match is(NftValue value) {
        return new Match.Compare(single(value), value, false);
    }

    public Match isNot(NftValue value) {
        return new Match.Compare(single(value), value, true);
    }

    /** An element of a named set: {@code iifname @bridges}. */
    public Match in(NftSet set) {
        return new Match.InSet(fields, checked(set), false);
    }

    /** Not an element of a named set: {@code oifname != @bridges}. */
    public Match notIn(NftSet set) {
        return new Match.InSet(fields, checked(set), true);
    }

    /** The verdict of a verdict map: {@code iifname vmap @guards}. */
    public Match vmap(NftSet map) {
        if (!map.data().equals(List.of(NftType.VERDICT))) {
            throw new IllegalArgumentException(map + " is no verdict map");
        }
        return new Match.VerdictMap(fields, checked(map));
    }

    /** The value from a map, for an action: {@code dnat to ip daddr . th dport map @published}. */
    public Mapped map(NftSet map) {
        if (!map.isMap()) {
            throw new IllegalArgumentException(map + " is no map");
        }
        return new Mapped(this, checked(map));
    }

    /** A selector and the map in which it is looked up. */
    public record Mapped(Selector key, NftSet map) {}

    private Field single(NftValue value) {
        if (fields.size() != 1 || fields.getFirst().type() != value.type()) {
            throw new IllegalArgumentException(value.type() + " does not fit " + fields);
        }
        return fields.getFirst();
    }

    private NftSet checked(NftSet set) {
        if (!fields.stream().map(Field::type).toList().equals(set.key())) {
            throw new IllegalArgumentException("key of " + set + " does not fit " + fields);
        }
        return set;
    }
}
