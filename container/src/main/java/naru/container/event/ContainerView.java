package naru.container.event;

import naru.container.event.ContainerEvent.OfContainer;
import naru.container.event.ContainerEvent.Removed;
import naru.container.event.ContainerEvent.Restored;
import naru.network.event.EventView;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The containers that follow from a sequence of {@link ContainerEvent}s. */
public final class ContainerView implements EventView<ContainerEvent, ContainerSnapshot> {
    private final Map<String, ContainerInfo> containers = new LinkedHashMap<>();

    /** No containers. */
    public ContainerView() {}

    @Override
    public void apply(ContainerEvent event) {
        switch (event) {
            case Restored(var all) -> {
                containers.clear();
                all.forEach(this::put);
            }
            case Removed(var container) -> containers.remove(container.id());
            case OfContainer change -> {
                // An exec may end, or a client detach, after its container was removed.
                if (change instanceof ContainerEvent.Created
                        || containers.containsKey(change.container().id())) {
                    put(change.container());
                }
            }
        }
    }

    private void put(ContainerInfo container) {
        containers.put(container.id(), container);
    }

    @Override
    public ContainerSnapshot snapshot() {
        return new ContainerSnapshot(List.copyOf(containers.values()));
    }
}
