package naru.network.host;

import naru.linux.NetnsHandle;
import naru.linux.route.Change;
import naru.linux.route.Rtnetlink;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The namespace of a sandbox, a socket in it, and changes that are sent together. For one thread.
 */
public final class SandboxSession implements AutoCloseable {
    private final OpenNamespace namespace;
    private final List<Change> waiting = new ArrayList<>();
    private final List<Supplier<List<Change>>> last = new ArrayList<>();

    public SandboxSession(OpenNamespace namespace) {
        this.namespace = namespace;
    }

    /** A reference for links that are created in the namespace. */
    public NetnsHandle netns() {
        return namespace.handle();
    }

    public Rtnetlink route() {
        return namespace.route();
    }

    public Sysctls sysctl() {
        return namespace.sysctl();
    }

    /** Sends Ethernet frames through a link of the namespace. */
    public void send(int link, List<byte[]> frames) {
        namespace.send(link, frames);
    }

    /** Queues changes for the next {@link #apply}, in order. */
    public void later(List<? extends Change> changes) {
        waiting.addAll(changes);
    }

    /** Queues changes that {@link #apply} makes after all others, when their links exist. */
    public void last(Supplier<List<Change>> changes) {
        last.add(changes);
    }

    /** Applies the queued changes in one system call, and the last ones in another. */
    public void apply() {
        applyWaiting();
        if (!last.isEmpty()) {
            last.forEach(changes -> waiting.addAll(changes.get()));
            last.clear();
            applyWaiting();
        }
    }

    private void applyWaiting() {
        if (!waiting.isEmpty()) {
            var changes = List.copyOf(waiting);
            waiting.clear();
            route().applyAll(changes);
        }
    }

    /** Drops queued changes. */
    @Override
    public void close() {
        namespace.close();
    }
}
