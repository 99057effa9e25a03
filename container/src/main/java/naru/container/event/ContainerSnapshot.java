package naru.container.event;

import java.util.List;

/** All containers, in the order of their creation. */
public record ContainerSnapshot(List<ContainerInfo> containers) {
    public ContainerSnapshot {
        containers = List.copyOf(containers);
    }
}
