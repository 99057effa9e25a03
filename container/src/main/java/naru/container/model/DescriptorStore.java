package naru.container.model;

import naru.linux.Fd;

import java.util.List;

/**
 * Names descriptors that the monitor of a container keeps open while it runs, so that they outlive
 * this process: {@code Containers.kept} gives them back to the next one.
 */
public interface DescriptorStore {
    /**
     * Copies for the monitor of a container whose sandbox is open: two, or none. The caller closes
     * them.
     */
    List<Fd> of(String containerId);
}
