package naru.network;

import naru.network.driver.PlannedNetwork;
import naru.network.firewall.PortGuard;
import naru.network.firewall.SandboxRules;
import naru.network.model.Endpoint;
import naru.network.model.Sandbox;

import java.util.List;
import java.util.Optional;

/** Says what the firewall has to hold for a sandbox. Changes nothing. */
record RulesPlanner(NetworkTable networks) {
    SandboxRules of(Sandbox sandbox) {
        var gateways = Gateways.choose(sandbox.endpoints());
        return new SandboxRules(
                sandbox.endpoints().stream().map(this::guard).flatMap(Optional::stream).toList(),
                PortPlanner.mappings(sandbox.ports(), gateways));
    }

    /** What is needed before an endpoint appears, so that it cannot forge anything from then on. */
    SandboxRules guarding(Endpoint endpoint) {
        return new SandboxRules(guard(endpoint).stream().toList(), List.of());
    }

    private Optional<PortGuard> guard(Endpoint endpoint) {
        return networks.byId(endpoint.networkId())
                .map(NetworkEntry::planned)
                .flatMap((PlannedNetwork planned) -> planned.guard(endpoint));
    }
}
