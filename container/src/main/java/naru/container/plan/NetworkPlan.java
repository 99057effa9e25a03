package naru.container.plan;

import naru.container.config.EndpointSettings;
import naru.container.config.NetworkMode;
import naru.container.store.ContainerRecord;
import naru.network.host.Namespaces;
import naru.network.model.DnsSettings;
import naru.network.model.EndpointSpec;
import naru.network.model.Readiness;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a container asks of the network when it starts. Pure. */
public final class NetworkPlan {

    private NetworkPlan() {}

    /** Whether a container lives in another container's namespace. */
    public static boolean isShared(ContainerRecord record) {
        return record.hostConfig().network().isShared();
    }

    /** The container whose namespace it shares. */
    public static String sharedWith(ContainerRecord record) {
        if (record.hostConfig().network() instanceof NetworkMode.SharedWith(var container)) {
            return container;
        }
        throw new IllegalStateException(record.id() + " has a namespace of its own");
    }

    public static boolean isHost(ContainerRecord record) {
        return record.hostConfig().network().isHost();
    }

    public static SandboxSpec of(ContainerRecord record, DnsSettings dns) {
        boolean host = isHost(record);
        boolean checked = HealthRules.of(record.config()) != null;
        List<EndpointSpec> endpoints = EndpointPlan.specs(record);
        if (record.config().networkDisabled()) {
            endpoints =
                    List.of(
                            EndpointPlan.spec(
                                    "none", EndpointSettings.DEFAULT, EndpointLabels.NONE));
        }
        boolean published = record.hostConfig().network() instanceof NetworkMode.Named;
        List<PortRequest> ports =
                published ? PortPlan.requests(record.config(), record.hostConfig()) : List.of();
        return new SandboxSpec(
                record.id(),
                record.name(),
                record.config().hostname(),
                host ? SandboxSpec.Kind.HOST : SandboxSpec.Kind.PRIVATE,
                endpoints,
                ports,
                host ? Map.of() : sysctls(record),
                dns,
                checked ? Readiness.STARTING : Readiness.SERVING);
    }

    /** Docker's two, which let any user ping and serve low ports, and the container's own. */
    private static Map<String, String> sysctls(ContainerRecord record) {
        var sysctls = new TreeMap<String, String>();
        Namespaces.OPEN_TO_ALL.forEach((path, value) -> sysctls.put(path.replace('/', '.'), value));
        record.hostConfig()
                .sysctls()
                .forEach((name, value) -> {
                    if (name.startsWith("net.")) {
                        sysctls.put(name, value);
                    }
                });
        return sysctls;
    }
}
