package naru.container;

import naru.container.config.EndpointSettings;
import naru.container.config.PortBinding;
import naru.container.config.UpdateRequest;
import naru.container.oci.ResourceLimits;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Changes to a container that is there, each under its lock: what it is called, may use, and joins.
 */
record Changes(Parts parts) {
    void rename(Managed container, String newName) {
        String name = Names.checked(newName);
        container.lock.lock();
        try {
            String old = container.record.name();
            if (old.equals(name)) {
                throw new NaruException.Invalid(
                        "Renaming a container with the same name as its current name");
            }
            parts.registered().update(container, container.record.withName(name));
            parts.networks().rename(container.id, name);
            parts.publish(container, "rename", "oldName", "/" + old);
        } finally {
            container.lock.unlock();
        }
    }

    void update(Managed container, UpdateRequest request) {
        container.lock.lock();
        try {
            container.checkThere();
            var host = request.applied(container.record.hostConfig());
            LimitChecks.check(host);
            Creation.checkRestart(host);
            if (container.run.active()) {
                parts.cgroups().limit(container.id, ResourceLimits.of(host));
            }
            parts.registered().update(container, container.record.withHostConfig(host));
            Restarts.wake(container); // what kept it from starting may be changed
            parts.publish(container, "update");
        } catch (IOException failure) {
            throw new NaruException.HostFailure(
                    "Cannot update container " + container.id + ": " + failure.getMessage(),
                    failure);
        } finally {
            container.lock.unlock();
        }
    }

    void connect(Managed container, String networkRef, EndpointSettings settings) {
        locked(container, () -> new Connecting(parts, container).connect(networkRef, settings));
    }

    void disconnect(Managed container, String networkRef) {
        container.lock.lock();
        try {
            new Connecting(parts, container).disconnect(networkRef);
        } finally {
            container.lock.unlock();
        }
    }

    void publish(Managed container, Map<String, @Nullable List<PortBinding>> ports) {
        locked(container, () -> new Publishing(parts, container).publish(ports));
    }

    void unpublish(Managed container, Map<String, @Nullable List<PortBinding>> ports) {
        locked(container, () -> new Publishing(parts, container).unpublish(ports));
    }

    private static void locked(Managed container, Runnable change) {
        container.lock.lock();
        try {
            container.checkThere();
            change.run();
        } finally {
            container.lock.unlock();
        }
    }
}
