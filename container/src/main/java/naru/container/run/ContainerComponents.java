package naru.container.run;

import naru.container.etc.EtcFiles;
import naru.container.event.ContainerEvent;
import naru.container.event.ContainerSnapshot;
import naru.container.event.Events;
import naru.container.image.Images;
import naru.container.model.DescriptorStore;
import naru.container.mount.RootFileSystems;
import naru.container.mount.SharedMemory;
import naru.container.runtime.Cgroups;
import naru.container.runtime.Conmon;
import naru.container.state.ContainerEntry;
import naru.container.state.ContainerPaths;
import naru.container.state.ContainerTable;
import naru.linux.Kernel;
import naru.network.Networks;
import naru.network.event.EventLog;

import java.time.Clock;
import java.util.HashMap;
import java.util.function.Supplier;

/**
 * The collaborators that the classes of this package share. {@code conmon} is located at first use.
 */
public record ContainerComponents(
        ContainerPaths paths,
        ContainerTable table,
        Networks networks,
        SharedNamespaces shared,
        Images images,
        RootFileSystems roots,
        EtcFiles files,
        Cgroups cgroups,
        SharedMemory sharedMemory,
        Supplier<Conmon> conmon,
        DescriptorStore descriptors,
        EventLog<ContainerEvent, ContainerSnapshot> log,
        Events events,
        Kernel kernel,
        Clock clock,
        String bootId) {

    /** Reports that a request was carried out; {@code attributes} are names and values in turn. */
    public void done(ContainerEntry container, String action, String... attributes) {
        var more = new HashMap<String, String>();
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            more.put(attributes[i], attributes[i + 1]);
        }
        log.append(new ContainerEvent.ActionDone(container.info(), action, more));
    }
}
