package naru.network.model;

/**
 * The identifier of a network, of which clients mostly show the first twelve digits: 64 lower-case
 * hexadecimal digits, or for a network of several hosts 25 digits of base 36, as in Docker.
 */
public record NetworkId(String value) implements Comparable<NetworkId> {
    private static final int SHARED_LENGTH = 25;

    public NetworkId {
        if (!isShared(value)) {
            HexIds.check(value);
        }
    }

    /** Whether it is that of a network of several hosts. */
    public boolean isShared() {
        return value.length() == SHARED_LENGTH;
    }

    private static boolean isShared(String value) {
        return value.length() == SHARED_LENGTH
                && value.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'z');
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
