package naru.network.host;

import naru.linux.Netns;
import naru.linux.route.Change;
import naru.linux.route.RouteSocket;

import java.util.ArrayList;
import java.util.List;

/**
 * A sandbox's namespace, a socket in it, and changes that wait to be sent together. For one thread.
 */
public final class Inside implements AutoCloseable {
    private final Netns netns;
    private final RouteSocket route;
    private final List<Change> waiting = new ArrayList<>();

    Inside(Netns netns, RouteSocket route) {
        this.netns = netns;
        this.route = route;
    }

    public Netns netns() {
        return netns;
    }

    public RouteSocket route() {
        return route;
    }

    /** Takes changes that the next {@link #apply} makes, in order. */
    public void later(List<? extends Change> changes) {
        waiting.addAll(changes);
    }

    /** Makes the changes that wait, in one system call. */
    public void apply() {
        if (!waiting.isEmpty()) {
            var changes = List.copyOf(waiting);
            waiting.clear();
            route.applyAll(changes);
        }
    }

    /** Changes that still wait are not made. */
    @Override
    public void close() {
        try (netns) {
            route.close();
        }
    }
}
