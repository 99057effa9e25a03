package naru.linux.route;

/** A change to the FDB of a bridge or vxlan link. */
public sealed interface FdbChange extends Change {
    FdbRow row();

    /** Adds an entry, or changes the existing one. */
    record Replace(FdbRow row) implements FdbChange {}

    /** Removes an entry; ENOENT if it does not exist. */
    record Delete(FdbRow row) implements FdbChange {}
}
