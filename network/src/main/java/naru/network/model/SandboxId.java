package naru.network.model;

/** The identifier of a sandbox; its first twelve digits are the file name of its namespace. */
public record SandboxId(String value) implements Comparable<SandboxId> {
    public SandboxId {
        HexIds.check(value);
    }

    /** The first twelve digits. */
    public String shortId() {
        return value.substring(0, 12);
    }

    @Override
    public int compareTo(SandboxId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
