package naru.container.run;

import naru.container.event.ContainerEvent;
import naru.container.state.ContainerEntry;
import naru.container.store.RunState.Status;
import naru.network.model.NaruException;
import naru.network.model.Readiness;

import java.io.IOException;

/** Suspends the processes of containers, and resumes them. */
public final class Freezer {
    private final ContainerComponents parts;
    private final HealthChecks health;

    Freezer(ContainerComponents parts, HealthChecks health) {
        this.parts = parts;
        this.health = health;
    }

    /** Suspends all processes of a container by the freezer, or resumes them. */
    public void freeze(ContainerEntry container, boolean frozen) {
        container.lock.lock();
        try {
            var from = frozen ? Status.RUNNING : Status.PAUSED;
            if (container.run().restarting()) {
                container.checkRunning();
            }
            if (container.run().status() != from) {
                throw new NaruException.Conflict(
                        "Container "
                                + container.id
                                + (frozen
                                        ? " is not running or already paused"
                                        : " is not paused"));
            }
            parts.cgroups().freeze(container.id, frozen);
            var to = frozen ? Status.PAUSED : Status.RUNNING;
            parts.table().update(container, container.run().with(to));
            if (frozen) {
                health.end(container);
                parts.networks().ready(container.id, Readiness.UNHEALTHY);
            } else if (!health.goOn(container) && !container.isStopping()) {
                parts.networks().ready(container.id, Readiness.SERVING);
            }
            parts.log()
                    .append(
                            frozen
                                    ? new ContainerEvent.Paused(container.info())
                                    : new ContainerEvent.Unpaused(container.info()));
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot freeze: " + failure, failure);
        } finally {
            container.lock.unlock();
        }
    }
}
