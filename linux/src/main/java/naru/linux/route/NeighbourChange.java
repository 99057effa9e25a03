package naru.linux.route;

/** A change to a neighbour table. */
public sealed interface NeighbourChange extends Change {
    Neighbour neighbour();

    /** Adds an entry, or changes the existing one. */
    record Replace(Neighbour neighbour) implements NeighbourChange {}

    /** Removes an entry; ENOENT if it does not exist. */
    record Delete(Neighbour neighbour) implements NeighbourChange {}
}
