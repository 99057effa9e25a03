package naru.api.resource;

import naru.cluster.node.ClusterNode;
import naru.container.Containers;
import naru.container.event.Events;
import naru.container.image.Images;
import naru.container.volume.Volumes;
import naru.dns.NameServer;
import naru.network.Networks;

import java.nio.file.Path;

/** The parts behind the API. {@code dataRoot} is the directory of the persistent state. */
public record Engine(
        Networks networks,
        NameServer names,
        Containers containers,
        Images images,
        Volumes volumes,
        Events events,
        ClusterNode cluster,
        Path dataRoot,
        DaemonFacts facts) {}
