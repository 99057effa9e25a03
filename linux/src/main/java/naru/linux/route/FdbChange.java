package naru.linux.route;

/** A change to the FDB of a bridge or vxlan link. */
public sealed interface FdbChange extends Change {
    FdbRow row();

    /** Adds a row, or changes the one that is there. */
    record Replace(FdbRow row) implements FdbChange {}

    /** Removes a row; one that is not there is refused with ENOENT. */
    record Delete(FdbRow row) implements FdbChange {}
}
