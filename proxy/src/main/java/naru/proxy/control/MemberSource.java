package naru.proxy.control;

import naru.container.event.ContainerEvent;
import naru.network.event.NetworkEvent;
import naru.proxy.label.Settings;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Definitions;
import naru.proxy.model.Workload;
import naru.proxy.table.RoutingTable;
import naru.proxy.table.TableBuilder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The members as containers, their labels, files and operators define them. Notes which containers
 * have changed, in any thread; reads them in one thread.
 */
final class MemberSource implements AutoCloseable {
    private final FactReader reader;
    private final Settings settings;
    private final DomainPolicy policy;
    private final RouteFiles files;
    private final HostNames names;
    private final Drains drains;
    private final Inventory inventory = new Inventory(System::nanoTime);
    private final Map<Workload, Definitions> read = new HashMap<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private volatile boolean allChanged = true;

    MemberSource(
            FactReader reader,
            Settings settings,
            DomainPolicy policy,
            RouteFiles files,
            HostNames names,
            Drains drains) {
        this.reader = reader;
        this.settings = settings;
        this.policy = policy;
        this.files = files;
        this.names = names;
        this.drains = drains;
    }

    /** Notes a change of a container. Returns whether it concerns members. */
    boolean accept(ContainerEvent event) {
        switch (event) {
            case ContainerEvent.Restored ignored -> allChanged = true;
            case ContainerEvent.ActionDone ignored -> {
                return false;
            }
            case ContainerEvent.OfContainer change -> changed.add(change.container().id());
        }
        return true;
    }

    /** Notes a change of a container's networks. Returns whether it concerns members. */
    boolean accept(NetworkEvent event) {
        switch (event) {
            case NetworkEvent.EndpointAttached(var sandbox, var ignored) ->
                    changed.add(sandbox.containerId());
            case NetworkEvent.EndpointDetached(var sandbox, var ignored) ->
                    changed.add(sandbox.containerId());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Notes that a container may have changed. */
    void note(String container) {
        changed.add(container);
    }

    /** Notes that any container may have changed. */
    void noteAll() {
        allChanged = true;
    }

    boolean hasNotedAll() {
        return allChanged;
    }

    /** Takes a container out of service, or back into it; returns whether that is a change. */
    boolean drain(String container, boolean out) {
        return drains.change(container, out);
    }

    /** Whether members will change without a further event. */
    boolean lingers() {
        return inventory.lingers();
    }

    /**
     * The members as they are now.
     *
     * @param filter leaves out routes of the table
     */
    Members read(UnaryOperator<RoutingTable> filter) {
        refresh();
        var containers = inventory.current();
        var byName = new HashMap<String, ContainerFacts>();
        containers.forEach(facts -> byName.put(facts.workload().name(), facts));
        var workloads = containers.stream().map(ContainerFacts::workload).toList();
        read.keySet().retainAll(new HashSet<>(workloads));
        var definitions = new ArrayList<>(files.definitions());
        workloads.forEach(
                workload -> definitions.add(read.computeIfAbsent(workload, this::definitions)));
        var table = filter.apply(TableBuilder.build(settings, definitions));
        return new Members(table, byName, drains.ids(), names::address);
    }

    private Definitions definitions(Workload workload) {
        return policy.permitted(Vocabularies.read(workload, settings));
    }

    private void refresh() {
        if (allChanged) {
            allChanged = false;
            inventory.replace(reader.all());
        }
        for (var id : List.copyOf(changed)) {
            changed.remove(id); // before it is read, so that a later change is read again
            reader.read(id).ifPresentOrElse(inventory::put, () -> remove(id));
        }
    }

    private void remove(String id) {
        inventory.remove(id);
        drains.change(id, false);
    }

    @Override
    public void close() {
        names.close();
        try {
            files.close();
        } catch (IOException ignored) {
            // the thread that it wakes ends anyway
        }
    }
}
