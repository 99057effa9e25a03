package naru.container.change;

import naru.container.config.EndpointSettings;
import naru.container.config.HostConfig;
import naru.container.config.PortBinding;
import naru.container.config.UpdateRequest;
import naru.container.etc.Links;
import naru.container.event.ContainerEvent;
import naru.container.oci.ResourceLimits;
import naru.container.plan.LimitChecks;
import naru.container.plan.Link;
import naru.container.plan.Names;
import naru.container.run.ContainerComponents;
import naru.container.run.RestartScheduler;
import naru.container.state.ContainerEntry;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Changes to a container that is there, each under its lock: what it is called, may use, and joins.
 */
public record Changes(ContainerComponents parts) {
    public void rename(ContainerEntry container, String newName) {
        String name = Names.checked(newName);
        pinLinks(container);
        container.lock.lock();
        try {
            String old = container.record.name();
            if (old.equals(name)) {
                throw new NaruException.Invalid(
                        "Renaming a container with the same name as its current name");
            }
            parts.table().update(container, container.record.withName(name));
            parts.networks().rename(container.id, name);
            parts.files().refreshLinkedTo(container.id);
            parts.log().append(new ContainerEvent.Renamed(container.info(), old));
        } finally {
            container.lock.unlock();
        }
    }

    /** Links by the old name hold the id first: they lead to the container at every moment. */
    private void pinLinks(ContainerEntry target) {
        for (var other : parts.table().all()) {
            if (!Links.byId(other.record, target).equals(other.record.hostConfig().links())) {
                locked(
                        other,
                        () -> {
                            var links = Links.byId(other.record, target);
                            setLinks(other, links);
                        });
            }
        }
    }

    private void setLinks(ContainerEntry container, List<String> links) {
        var host = container.record.hostConfig().withLinks(links);
        parts.table().update(container, container.record.withHostConfig(host));
    }

    /**
     * Removes a link on the default bridge by its name, {@code web/db}. The linked container stays.
     */
    public void removeLink(String ref) {
        parts.table().find(ref);
        String name = ref.startsWith("/") ? ref : "/" + ref;
        int slash = name.lastIndexOf('/');
        if (slash == 0) {
            throw new NaruException.Conflict(
                    "Conflict, cannot remove the default link name of the container");
        }
        var parent = parts.table().named(name.substring(1, slash));
        if (parent == null) {
            throw new NaruException.HostFailure(
                    "Cannot get parent " + name.substring(0, slash) + " for link name " + name);
        }
        String alias = name.substring(slash + 1);
        locked(
                parent,
                () -> {
                    setLinks(
                            parent,
                            parent.record.hostConfig().links().stream()
                                    .filter(text -> !Link.parse(text).alias().equals(alias))
                                    .toList());
                    parts.files().refresh(parent.id);
                });
    }

    public void update(ContainerEntry container, UpdateRequest request) {
        container.lock.lock();
        try {
            container.checkExists();
            var before = container.record.hostConfig();
            checkUpdate(container, before, request);
            var host = request.applied(before);
            LimitChecks.check(host);
            ContainerCreator.checkRestart(host);
            if (container.run().active()) {
                parts.cgroups().limit(container.id, ResourceLimits.of(host));
            }
            parts.table().update(container, container.record.withHostConfig(host));
            RestartScheduler.wake(container); // what kept it from starting may be changed
            parts.done(container, "update");
        } catch (IOException failure) {
            throw new NaruException.HostFailure(
                    "Cannot update container " + container.id + ": " + failure.getMessage(),
                    failure);
        } finally {
            container.lock.unlock();
        }
    }

    private static void checkUpdate(
            ContainerEntry container, HostConfig before, UpdateRequest request) {
        try {
            LimitChecks.check(before, request);
        } catch (NaruException.Conflict conflict) {
            throw new NaruException.Conflict(
                    "Cannot update container " + container.id + ": " + conflict.getMessage());
        }
    }

    public void connect(ContainerEntry container, String networkRef, EndpointSettings settings) {
        locked(
                container,
                () -> new EndpointChanges(parts, container).connect(networkRef, settings));
    }

    public void disconnect(ContainerEntry container, String networkRef) {
        container.lock.lock();
        try {
            new EndpointChanges(parts, container).disconnect(networkRef);
        } finally {
            container.lock.unlock();
        }
    }

    public void publish(ContainerEntry container, Map<String, @Nullable List<PortBinding>> ports) {
        locked(container, () -> new PortChanges(parts, container).publish(ports));
    }

    public void unpublish(
            ContainerEntry container, Map<String, @Nullable List<PortBinding>> ports) {
        locked(container, () -> new PortChanges(parts, container).unpublish(ports));
    }

    private static void locked(ContainerEntry container, Runnable change) {
        container.lock.lock();
        try {
            container.checkExists();
            change.run();
        } finally {
            container.lock.unlock();
        }
    }
}
