package naru.linux.nft;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A named set, map or verdict map.
 *
 * @param key the types of the key, in the order of a concatenation
 * @param data the types of a map's values; empty for a set
 * @param intervals whether keys may be ranges and prefixes
 * @param counted whether each element counts matching packets
 */
public record NftSet(
        NftTable table,
        String name,
        List<NftType> key,
        List<NftType> data,
        boolean intervals,
        boolean counted,
        @Nullable String comment) {
    public NftSet {
        key = List.copyOf(key);
        data = List.copyOf(data);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("set " + name + " has no key");
        }
    }

    /** A set of single values or, given several types, of concatenations. */
    public static NftSet of(NftTable table, String name, NftType... key) {
        return new NftSet(table, name, List.of(key), List.of(), false, false, null);
    }

    /** This set as a map to values of these types, or to verdicts. */
    public NftSet to(NftType... data) {
        return new NftSet(table, name, key, List.of(data), intervals, counted, comment);
    }

    /** This set with ranges and prefixes as keys. */
    public NftSet withIntervals() {
        return new NftSet(table, name, key, data, true, counted, comment);
    }

    /** This set with a counter in each element. */
    public NftSet withCounters() {
        return new NftSet(table, name, key, data, intervals, true, comment);
    }

    public NftSet comment(String comment) {
        return new NftSet(table, name, key, data, intervals, counted, comment);
    }

    /** Whether keys and data are of the same types, so that their elements are compatible. */
    public boolean hasShapeOf(NftSet other) {
        return key.equals(other.key)
                && data.equals(other.data)
                && intervals == other.intervals
                && counted == other.counted;
    }

    public boolean isMap() {
        return !data.isEmpty();
    }

    /** An element of this set. Types and number of the values must be those of the key. */
    public NftElement element(NftValue... values) {
        var element = new NftElement(List.of(values), List.of(), null, null);
        checkKey(element);
        return element;
    }

    /**
     * Checks the types of an element's key.
     *
     * @throws IllegalArgumentException if they are others
     */
    public void checkKey(NftElement element) {
        check(key, element.key());
    }

    /** The same for the data of a map's element. */
    public void checkData(NftElement element) {
        check(data, element.data());
    }

    private void check(List<NftType> types, List<NftValue> values) {
        if (!types.equals(values.stream().map(NftValue::type).toList())) {
            throw new IllegalArgumentException(this + " wants " + types + ", not " + values);
        }
    }

    /** By its name only, which sets of one table differ in. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return table + " " + name;
    }
}
