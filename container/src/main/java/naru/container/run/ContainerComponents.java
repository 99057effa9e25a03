package naru.container.run;

import naru.container.etc.EtcFiles;
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

import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What the workers behind {@code Containers} share. {@code conmon} is looked for at first use. */
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
        Events events,
        Kernel kernel,
        Clock clock,
        String bootId) {

    /** Publishes an event of a container; {@code more} are names and values in turn. */
    public void publish(ContainerEntry container, String action, String... more) {
        var record = container.record;
        Map<String, String> attributes = new TreeMap<>(record.config().labels());
        attributes.put("name", record.name());
        attributes.put("image", record.config().image());
        for (int i = 0; i + 1 < more.length; i += 2) {
            attributes.put(more[i], more[i + 1]);
        }
        events.publish("container", action, container.id, attributes);
    }
}
