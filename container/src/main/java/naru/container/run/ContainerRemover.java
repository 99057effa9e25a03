package naru.container.run;

import naru.container.event.ContainerEvent;
import naru.container.runtime.AttachSession;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.volume.Volumes;
import naru.network.model.NaruException;

import java.util.List;

/** Removes a stopped container and the objects that only it uses. */
record ContainerRemover(
        ContainerComponents parts, Volumes volumes, ExitHandler exits, RestartScheduler restarts) {
    /**
     * The container must not run; a removed one is not an error.
     *
     * @return a warning where running containers lose their network with it
     */
    List<String> remove(ContainerEntry container, boolean withVolumes) {
        List<String> cutOff;
        List<ContainerEntry> waiting;
        container.lock.lock();
        try {
            if (container.removed) {
                return List.of();
            }
            if (container.run().active()) {
                throw new NaruException.Conflict(
                        "removal of container " + container.id + " failed: it still runs");
            }
            exits.takeDown(container); // leftovers of an interrupted end
            waiting = restarts.waiting(container);
            parts.table().remove(container);
            cutOff = parts.shared().evict(container);
            Cleanup.attempt(() -> parts.networks().forget(container.id));
            parts.roots().deleteSoon(container.id);
            container.pending.forEach(AttachSession::end);
        } finally {
            container.lock.unlock();
        }
        if (withVolumes) {
            removeAnonymousVolumes(container);
        }
        Cleanup.attempt(parts.images()::releaseUnused);
        parts.log().append(new ContainerEvent.Removed(container.info()));
        container.notifyRemoval();
        waiting.forEach(RestartScheduler::wake); // which then report that it is missing
        return cutOff.isEmpty() ? List.of() : List.of(SharedNamespaces.warning(container, cutOff));
    }

    private void removeAnonymousVolumes(ContainerEntry container) {
        for (var mount : container.record.mounts()) {
            String name = mount.name();
            if (name != null && isAnonymous(name) && volumes.users(name).isEmpty()) {
                Cleanup.attempt(() -> volumes.remove(name, true));
            }
        }
    }

    private boolean isAnonymous(String volume) {
        return volumes.list().stream()
                .anyMatch(known ->
                        known.name().equals(volume)
                                && known.labels().containsKey(Volumes.ANONYMOUS));
    }
}
