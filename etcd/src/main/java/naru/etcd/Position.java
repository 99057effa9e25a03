package naru.etcd;

/**
 * A revision of one cluster. Revisions of two clusters cannot be compared, and one that is restored
 * from a snapshot begins at a smaller one.
 *
 * @param cluster the id that the cluster drew when it was formed
 * @param revision the number of the last change
 */
public record Position(long cluster, long revision) {
    /** Whether this is a later or the same state of the same cluster. */
    public boolean continues(Position earlier) {
        return cluster == earlier.cluster && revision >= earlier.revision;
    }
}
