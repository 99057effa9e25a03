package naru.linux.route;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The links, addresses, routes, neighbours and queues of one network namespace. {@link
 * naru.linux.route.socket.RouteSocket} is the kernel's own; tests may have another one. Any thread.
 */
public interface Rtnetlink {
    /** Makes one change, or throws what the kernel said. */
    default void apply(Change change) {
        applyAll(List.of(change));
    }

    /** The number of changes that are sent at once. */
    int BATCH = 64;

    /**
     * Makes changes in order, and goes on after one that is refused.
     *
     * @throws LinuxException the first refusal, with later ones as suppressed exceptions
     */
    void applyAll(List<? extends Change> changes);

    Optional<Link> link(String name);

    Optional<Link> link(int index);

    /**
     * Whether the kernel supports a kind of link, such as {@code ipvlan}.
     *
     * @param kind one that cannot be made without a parent
     */
    boolean knows(String kind);

    List<Link> links();

    List<InterfaceAddress> addresses();

    /** Routes of all tables, IPv4 first. */
    List<Route> routes();

    /** The rules that lead to routing tables, in their order, IPv4 first. */
    List<RoutingRule> rules();

    /** Neighbours of IPv4 and IPv6. */
    List<Neighbour> neighbours();

    /** Neighbours of IPv4 and IPv6 on a link. */
    default List<Neighbour> neighbours(int link) {
        return neighbours().stream().filter(row -> row.link() == link).toList();
    }

    /** How links queue what leaves by them. */
    List<Qdisc> qdiscs();

    /** FDB rows of all bridges and vxlan links. */
    List<FdbRow> fdb();

    /** FDB rows of a bridge port: those of its bridge, and its own if it is a vxlan link. */
    default List<FdbRow> fdb(int link) {
        return fdb().stream().filter(row -> row.link() == link).toList();
    }

    /** What the kernel returns for a link, an address, a route or a neighbour that is gone. */
    Set<Errno> GONE = Set.of(Errno.ENODEV, Errno.EADDRNOTAVAIL, Errno.ESRCH, Errno.ENOENT);

    /** Applies a removal; returns false if its object does not exist any more. */
    default boolean applyUnlessGone(Change removal) {
        try {
            apply(removal);
            return true;
        } catch (LinuxException e) {
            if (!GONE.contains(e.errno())) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Applies removals in order; objects that do not exist any more are ignored.
     *
     * @throws LinuxException another refusal; the removals after its batch are not made
     */
    default void applyAllUnlessGone(List<? extends Change> removals) {
        for (int from = 0; from < removals.size(); from += BATCH) {
            try {
                applyAll(removals.subList(from, Math.min(from + BATCH, removals.size())));
            } catch (LinuxException e) {
                ignoreGone(e);
            }
        }
    }

    private static void ignoreGone(LinuxException first) {
        if (!GONE.contains(first.errno())) {
            throw first;
        }
        for (var later : first.getSuppressed()) {
            if (!(later instanceof LinuxException refusal) || !GONE.contains(refusal.errno())) {
                throw first;
            }
        }
    }
}
