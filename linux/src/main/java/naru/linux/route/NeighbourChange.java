package naru.linux.route;

/** A change to a neighbour table. */
public sealed interface NeighbourChange extends Change {
    Neighbour neighbour();

    /** Adds a neighbour, or changes the one that is there. */
    record Replace(Neighbour neighbour) implements NeighbourChange {}

    /** Removes a neighbour; one that is not there is refused with ENOENT. */
    record Delete(Neighbour neighbour) implements NeighbourChange {}
}
