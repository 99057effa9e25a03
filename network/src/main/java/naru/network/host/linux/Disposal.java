package naru.network.host.linux;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.Rtnetlink;
import naru.network.host.Worker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deletes links that are out of service, one after another, while their former users go on: the
 * kernel takes some 35 ms for each. What fails here is a leftover, which a later repair removes.
 */
public final class Disposal implements AutoCloseable {
    private static final Logger log = System.getLogger(Disposal.class.getName());

    private final Rtnetlink route;
    private final Worker worker;
    private final ConcurrentHashMap<String, Worker.Task> pending = new ConcurrentHashMap<>();

    /** Takes over {@code worker}; no other caller should wait for {@code route}. */
    Disposal(Rtnetlink route, Worker worker) {
        this.route = route;
        this.worker = worker;
    }

    /** Deletes a link soon. */
    void add(String name, int index) {
        var deletion = worker.submit(() -> delete(name, index));
        pending.put(name, deletion);
        worker.submit(() -> pending.remove(name, deletion));
    }

    /** Waits until a link of this name that is to be deleted has gone, or its deletion failed. */
    void await(String name) {
        var deletion = pending.get(name);
        if (deletion != null) {
            deletion.await();
        }
    }

    private void delete(String name, int index) {
        try {
            route.apply(new LinkChange.Delete(LinkRef.of(index)));
        } catch (LinuxException e) {
            if (!e.is(Errno.ENODEV)) {
                log.log(Level.WARNING, "cannot delete " + name + " yet", e);
            }
        }
    }

    /** Finishes what was begun. */
    @Override
    public void close() {
        worker.close();
    }
}
