package naru.linux.route;

/** A change to a routing table. */
public sealed interface RouteChange extends Change {
    Route route();

    /** Adds a route; EEXIST if it exists. */
    record Add(Route route) implements RouteChange {}

    /** Adds a route, or replaces the one with the same destination and metric. */
    record Replace(Route route) implements RouteChange {}

    /** Removes a route; ESRCH if it does not exist. */
    record Delete(Route route) implements RouteChange {}
}
