package naru.network.change;

import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.record.SandboxRecord;
import naru.network.record.SandboxRecord.Phase;

import java.util.List;
import java.util.Map;

/**
 * The bridge network {@code docker_gwbridge}: a second interface for containers on shared networks
 * that no other network connects to the outside. Their default route and their published ports use
 * it. Created when the first container needs it; containers do not reach each other through it.
 */
public record GatewayNetwork(
        NetworkTable networks, SandboxTable table, NetworkKeeper keeper, LiveEndpoints endpoints) {
    private static final Map<String, String> OPTIONS = // as in Docker
            Map.of(
                    "com.docker.network.bridge.name", Network.GATEWAY,
                    "com.docker.network.bridge.enable_icc", "false",
                    "com.docker.network.bridge.enable_ip_masquerade", "true");

    /** The spec of a container to be started, with an endpoint on this network if it needs one. */
    public SandboxSpec complete(SandboxSpec spec) {
        var wanted = spec.endpoints().stream().map(each -> networks.get(each.network())).toList();
        if (spec.kind() == SandboxSpec.Kind.HOST || !isNeeded(wanted)) {
            return spec;
        }
        ensure();
        return spec.withEndpoint(EndpointSpec.of(Network.GATEWAY));
    }

    /** Attaches or detaches a running container whose other networks have changed. */
    public void settle(String containerId) {
        var sandbox = table.find(containerId).filter(record -> record.phase() == Phase.OPEN);
        sandbox.map(SandboxRecord::sandbox).ifPresent(this::settle);
    }

    private void settle(Sandbox sandbox) {
        var present = sandbox.endpoints().stream().filter(Endpoint::isGateway).findFirst();
        var others =
                sandbox.endpoints().stream()
                        .filter(endpoint -> !endpoint.isGateway())
                        .flatMap(endpoint -> networks.byId(endpoint.networkId()).stream())
                        .toList();
        boolean needed = isNeeded(others);
        if (needed && present.isEmpty()) {
            ensure();
            endpoints.attach(sandbox.containerId(), EndpointSpec.of(Network.GATEWAY));
        } else if (!needed && present.isPresent()) {
            endpoints.detach(sandbox.containerId(), present.get().networkId());
        }
    }

    /** Of networks to the outside, some are shared, and no other one has an interface. */
    private static boolean isNeeded(List<NetworkEntry> entries) {
        var external = entries.stream().filter(entry -> !entry.network().internal()).toList();
        return external.stream().anyMatch(entry -> entry.network().isShared())
                && external.stream()
                        .filter(entry -> !entry.network().isShared())
                        .allMatch(entry -> entry.traits().interfaces().isEmpty());
    }

    private void ensure() {
        if (networks.byName(Network.GATEWAY).isEmpty()) {
            try {
                keeper.create(NetworkSpec.bridge(Network.GATEWAY).withOptions(OPTIONS));
            } catch (NaruException.Conflict ignored) {
                // another container needs it, too
            }
        }
    }
}
