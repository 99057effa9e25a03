package naru.network.host;

import naru.linux.NetnsHandle;
import naru.linux.route.Change;
import naru.linux.route.Rtnetlink;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A sandbox's namespace, a socket in it, and changes that wait to be sent together. For one thread.
 */
public final class SandboxSession implements AutoCloseable {
    private final OpenNamespace namespace;
    private final List<Change> waiting = new ArrayList<>();
    private final List<Supplier<List<Change>>> last = new ArrayList<>();

    public SandboxSession(OpenNamespace namespace) {
        this.namespace = namespace;
    }

    /** For links that are born in the namespace. */
    public NetnsHandle netns() {
        return namespace.handle();
    }

    public Rtnetlink route() {
        return namespace.route();
    }

    public Sysctls sysctl() {
        return namespace.sysctl();
    }

    /** Sends Ethernet frames by a link of the namespace. */
    public void send(int link, List<byte[]> frames) {
        namespace.send(link, frames);
    }

    /** Takes changes that the next {@link #apply} makes, in order. */
    public void later(List<? extends Change> changes) {
        waiting.addAll(changes);
    }

    /** Takes changes that {@link #apply} makes after all others, when their links are there. */
    public void last(Supplier<List<Change>> changes) {
        last.add(changes);
    }

    /** Makes the changes that wait: in one system call, and those that come last in another. */
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

    /** Changes that still wait are not made. */
    @Override
    public void close() {
        namespace.close();
    }
}
