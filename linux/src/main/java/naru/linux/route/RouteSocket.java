package naru.linux.route;

import naru.linux.Kernel;

import java.util.List;
import java.util.Optional;

/**
 * A route netlink socket of the namespace in which it was opened. Any thread may use it; one at a
 * time does.
 */
public final class RouteSocket implements AutoCloseable {
    private RouteSocket() {}

    /** Opens a socket in the calling thread's namespace. */
    public static RouteSocket open(Kernel kernel) {
        throw new UnsupportedOperationException();
    }

    /** Makes one change, or throws what the kernel said. */
    public void apply(Change change) {
        applyAll(List.of(change));
    }

    /**
     * Sends all changes at once; the kernel makes them in order. It goes on after one that it
     * refuses: the first refusal is thrown, with later ones as suppressed exceptions.
     */
    public void applyAll(List<? extends Change> changes) {
        throw new UnsupportedOperationException();
    }

    public Optional<Link> link(String name) {
        throw new UnsupportedOperationException();
    }

    public Optional<Link> link(int index) {
        throw new UnsupportedOperationException();
    }

    public List<Link> links() {
        throw new UnsupportedOperationException();
    }

    public List<InterfaceAddress> addresses() {
        throw new UnsupportedOperationException();
    }

    /** Routes of all tables, IPv4 first. */
    public List<Route> routes() {
        throw new UnsupportedOperationException();
    }

    /** Neighbours of IPv4 and IPv6. */
    public List<Neighbour> neighbours() {
        throw new UnsupportedOperationException();
    }

    /** FDB rows of all bridges and vxlan links. */
    public List<FdbRow> fdb() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
