package naru.network.model;

/**
 * The identifier of a network: 64 lower-case hexadecimal digits, of which clients mostly show the
 * first twelve.
 */
public record NetworkId(String value) implements Comparable<NetworkId> {
    public NetworkId {
        HexIds.check(value);
    }

    /** The first twelve digits. */
    public String shortId() {
        return value.substring(0, 12);
    }

    @Override
    public int compareTo(NetworkId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
