package naru.api;

import naru.api.containers.CommitResource;
import naru.api.containers.ContainerResource;
import naru.api.containers.ExecResource;
import naru.api.images.ImageResource;
import naru.api.networks.MetricsResource;
import naru.api.networks.NetworkResource;
import naru.api.resource.Engine;
import naru.api.resource.ResourceGroup;
import naru.api.swarm.NodeResource;
import naru.api.swarm.SwarmResource;
import naru.api.swarm.WorkloadResource;
import naru.api.system.AbsentResource;
import naru.api.system.EventResource;
import naru.api.system.PingResource;
import naru.api.system.SystemResource;
import naru.api.volumes.VolumeResource;

import java.util.List;

/** The resources of the Docker Engine API, and those that Naru adds to it. */
public final class DockerResources {
    private DockerResources() {}

    public static List<ResourceGroup> of(Engine engine) {
        return List.of(
                ResourceGroup.of(() -> new PingResource(engine.cluster()), "_ping"),
                ResourceGroup.of(
                        () -> new SystemResource(engine), "version", "info", "system", "auth"),
                ResourceGroup.of(() -> new MetricsResource(engine), "metrics"),
                ResourceGroup.of(() -> new EventResource(engine), "events"),
                ResourceGroup.of(() -> new NetworkResource(engine), "networks"),
                ResourceGroup.of(() -> new ContainerResource(engine), "containers"),
                ResourceGroup.of(() -> new ExecResource(engine), "exec"),
                ResourceGroup.of(() -> new ImageResource(engine), "images", "distribution"),
                ResourceGroup.of(() -> new CommitResource(engine), "commit"),
                ResourceGroup.of(() -> new VolumeResource(engine), "volumes"),
                ResourceGroup.of(() -> new SwarmResource(engine.cluster()), "swarm"),
                ResourceGroup.of(() -> new NodeResource(engine.cluster()), "nodes"),
                ResourceGroup.of(WorkloadResource::new, "services", "tasks", "secrets", "configs"),
                ResourceGroup.of(AbsentResource::new, "build", "plugins", "session", "grpc"));
    }
}
