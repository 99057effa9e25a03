package naru.network.model;

/** Names one attachment of a container to a network; a new one is made at every start. */
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
