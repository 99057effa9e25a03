package naru.network.model;

/** The identifier of one attachment of a container to a network; each start creates a new one. */
public record EndpointId(String value) implements Comparable<EndpointId> {
    public EndpointId {
        HexIds.check(value);
    }

    /** The first twelve digits. */
    public String shortId() {
        return value.substring(0, 12);
    }

    @Override
    public int compareTo(EndpointId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
