package naru.network.plan;

import naru.linux.address.Family;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.driver.BridgePortGuard;
import naru.network.driver.IsolatedBridgePort;
import naru.network.driver.PlannedNetwork;
import naru.network.firewall.Opening;
import naru.network.firewall.SandboxRules;
import naru.network.model.Endpoint;
import naru.network.model.Sandbox;
import naru.network.relay.Relayed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes the firewall rules of a sandbox. Changes nothing. */
public record RulesPlanner(NetworkTable networks) {
    public SandboxRules of(Sandbox sandbox) {
        var gateways = leading(sandbox);
        return new SandboxRules(
                sandbox.endpoints().stream().map(this::guard).flatMap(Optional::stream).toList(),
                sandbox.endpoints().stream()
                        .map(this::isolation)
                        .flatMap(Optional::stream)
                        .toList(),
                sandbox.endpoints().stream().map(this::walled).flatMap(Optional::stream).toList(),
                PortPlanner.mappings(sandbox.ports(), gateways),
                PortPlanner.relayed(sandbox.ports(), gateways),
                openings(sandbox));
    }

    /** The same without {@link #guarding}: the rules that depend on the default routes. */
    public SandboxRules ports(Sandbox sandbox) {
        var gateways = leading(sandbox);
        return new SandboxRules(
                List.of(),
                List.of(),
                List.of(),
                PortPlanner.mappings(sandbox.ports(), gateways),
                PortPlanner.relayed(sandbox.ports(), gateways),
                openings(sandbox));
    }

    /** Ports that the relay carries. */
    public List<Relayed> relayed(Sandbox sandbox) {
        return PortPlanner.relayed(sandbox.ports(), leading(sandbox));
    }

    private Gateways leading(Sandbox sandbox) {
        return Gateways.choose(sandbox.endpoints()).leading(this::publishes);
    }

    private boolean publishes(Endpoint endpoint) {
        return networks.byId(endpoint.networkId())
                .filter(entry -> entry.traits().publishing().possible())
                .isPresent();
    }

    /**
     * Published ports on each endpoint that is directly reachable, independently of the default
     * route.
     */
    private List<Opening> openings(Sandbox sandbox) {
        var openings = new ArrayList<Opening>();
        for (var endpoint : sandbox.endpoints()) {
            var publishing =
                    networks.byId(endpoint.networkId()).map(entry -> entry.traits().publishing());
            for (var port : sandbox.ports()) {
                var family = Family.of(port.hostAddress());
                var own = endpoint.address(family);
                boolean direct = publishing.filter(p -> p.isDirect(family)).isPresent();
                if (own != null && direct && !port.hostAddress().isLoopbackAddress()) {
                    openings.add(new Opening(own.address(), port.protocol(), port.containerPort()));
                }
            }
        }
        return openings;
    }

    /**
     * The rules that are required before an endpoint exists, so that it cannot send spoofed frames.
     */
    public SandboxRules guarding(Endpoint endpoint) {
        return new SandboxRules(
                guard(endpoint).stream().toList(),
                isolation(endpoint).stream().toList(),
                walled(endpoint).stream().toList(),
                List.of(),
                List.of(),
                List.of());
    }

    private Optional<IsolatedBridgePort> isolation(Endpoint endpoint) {
        return networks.byId(endpoint.networkId())
                .map(NetworkEntry::planned)
                .flatMap((PlannedNetwork planned) -> planned.isolation(endpoint));
    }

    private Optional<String> walled(Endpoint endpoint) {
        return networks.byId(endpoint.networkId())
                .map(NetworkEntry::planned)
                .flatMap((PlannedNetwork planned) -> planned.walledPort(endpoint));
    }

    private Optional<BridgePortGuard> guard(Endpoint endpoint) {
        return networks.byId(endpoint.networkId())
                .map(NetworkEntry::planned)
                .flatMap((PlannedNetwork planned) -> planned.guard(endpoint));
    }
}
