package naru.container.change;

import naru.container.config.PortBinding;
import naru.container.plan.NetworkPlan;
import naru.container.plan.PortPlan;
import naru.container.run.ContainerComponents;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.store.ContainerRecord;
import naru.network.model.NaruException;
import naru.network.publish.PortRequest;
import naru.network.publish.PortSelection;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Publishes and unpublishes ports of one container, whose lock the caller holds: at once where it
 * runs, and for its next starts. No part of Docker's API.
 */
final class PortChanges {
    private final ContainerComponents parts;
    private final ContainerEntry container;

    PortChanges(ContainerComponents parts, ContainerEntry container) {
        this.parts = parts;
        this.container = container;
    }

    void publish(Map<String, @Nullable List<PortBinding>> wanted) {
        var record = container.record;
        check(record);
        var requests = PortPlan.requests(wanted);
        if (requests.isEmpty()) {
            throw new NaruException.Invalid("no port to publish was named");
        }
        refuseKnown(record, requests);
        var all =
                new TreeMap<String, @Nullable List<PortBinding>>(
                        record.hostConfig().portBindings());
        wanted.forEach((port, bindings) -> {
            var sides = new ArrayList<>(all.containsKey(port) ? sides(all.get(port)) : List.of());
            sides.addAll(PortPlan.orAny(bindings));
            all.put(port, sides);
        });
        if (hasSandbox()) {
            parts.networks().publish(container.id, requests);
        }
        try {
            update(record, all);
        } catch (RuntimeException failure) {
            wanted.forEach((port, bindings) ->
                    PortPlan.orAny(bindings)
                            .forEach(side ->
                                    Cleanup.attempt(() ->
                                            parts.networks()
                                                    .unpublish(
                                                            container.id,
                                                            PortPlan.selection(port, side)))));
            throw failure;
        }
        parts.done(container, "update");
    }

    private static List<PortBinding> sides(@Nullable List<PortBinding> bindings) {
        return PortPlan.orAny(bindings);
    }

    private static void check(ContainerRecord record) {
        if (NetworkPlan.isHost(record) || NetworkPlan.isShared(record)) {
            throw new NaruException.Conflict(
                    "container %s has no network of its own to publish ports of"
                            .formatted(record.name()));
        }
    }

    private static void refuseKnown(ContainerRecord record, List<PortRequest> requests) {
        var known = new HashSet<>(PortPlan.requests(record.hostConfig().portBindings()));
        for (var request : requests) {
            if (!request.isEphemeral() && known.contains(request)) {
                throw new NaruException.Conflict(
                        "port %d/%s of container %s is published at %d already"
                                .formatted(
                                        request.containerPort(),
                                        request.protocol(),
                                        record.name(),
                                        request.firstHostPort()));
            }
        }
    }

    void unpublish(Map<String, @Nullable List<PortBinding>> unwanted) {
        var record = container.record;
        check(record);
        var bindings =
                new TreeMap<String, @Nullable List<PortBinding>>(
                        record.hostConfig().portBindings());
        for (Map.Entry<String, @Nullable List<PortBinding>> entry : unwanted.entrySet()) {
            for (var side : PortPlan.orAny(entry.getValue())) {
                withdraw(bindings, PortPlan.selection(entry.getKey(), side));
            }
        }
        parts.done(container, "update");
    }

    /** Each one is written down by itself, so that a failure in the middle leaves no gap. */
    private void withdraw(
            Map<String, @Nullable List<PortBinding>> bindings, PortSelection selection) {
        List<PortRequest> gone =
                hasSandbox()
                        ? parts.networks().unpublish(container.id, selection)
                        : known(selection);
        for (var port : List.copyOf(bindings.keySet())) {
            var left = new ArrayList<>(PortPlan.orAny(bindings.get(port)));
            left.removeIf(side -> gone.contains(PortPlan.request(port, side)));
            if (left.isEmpty()) {
                bindings.remove(port);
            } else {
                bindings.put(port, left);
            }
        }
        update(container.record, bindings);
    }

    private List<PortRequest> known(PortSelection selection) {
        var record = container.record;
        var gone =
                PortPlan.requests(record.hostConfig().portBindings()).stream()
                        .filter(request ->
                                selection.names(request)
                                        || (selection.hostPort() == 0
                                                && selection.mayName(request)))
                        .toList();
        if (gone.isEmpty()) {
            throw new NaruException.NotFound(
                    "port %s of container %s is not published".formatted(selection, record.name()));
        }
        return gone;
    }

    private void update(ContainerRecord record, Map<String, @Nullable List<PortBinding>> bindings) {
        parts.table()
                .update(
                        container,
                        record.withHostConfig(record.hostConfig().withPortBindings(bindings)));
    }

    /** While it runs, and while others live in its namespace. */
    private boolean hasSandbox() {
        return parts.networks().sandbox(container.id).isPresent();
    }
}
