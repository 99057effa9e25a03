package naru.cli.inventory;

/** The kind of an item, in the order of the listing. */
public enum Kind {
    INTERFACE,
    ADDRESS,
    ROUTE,
    NEIGHBOUR,
    FDB,
    NAMESPACE,
    MOUNT,
    PROCESS,
    TABLE,
    CHAIN,
    SET,
    ELEMENT,
    SANDBOX,
    LEASE;

    /** The name in listings and in JSON. */
    public String word() {
        return switch (this) {
            case INTERFACE -> "interface";
            case ADDRESS -> "address";
            case ROUTE -> "route";
            case NEIGHBOUR -> "neighbour";
            case FDB -> "fdb";
            case NAMESPACE -> "namespace";
            case MOUNT -> "mount";
            case PROCESS -> "process";
            case TABLE -> "table";
            case CHAIN -> "chain";
            case SET -> "set";
            case ELEMENT -> "element";
            case SANDBOX -> "sandbox";
            case LEASE -> "lease";
        };
    }
}
