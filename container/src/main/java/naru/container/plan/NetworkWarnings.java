package naru.container.plan;

import naru.container.store.ContainerRecord;
import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.Network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what a container will not get of its networks, though nothing is refused. */
public record NetworkWarnings(Networks networks) {
    /** Of the networks that are there. */
    public List<String> of(ContainerRecord record) {
        var warnings = new ArrayList<>(ports(record));
        for (var spec : EndpointPlan.specs(record)) {
            networks.find(spec.network())
                    .flatMap(network -> networks.trouble(network.id()))
                    .ifPresent(warnings::add);
        }
        return warnings;
    }

    /** Ports where no network can publish any; one that is not there yet may. */
    private List<String> ports(ContainerRecord record) {
        var host = record.hostConfig();
        boolean asked = !host.portBindings().isEmpty() || host.publishAllPorts();
        var specs = EndpointPlan.specs(record);
        var silent =
                specs.stream().map(EndpointSpec::network).flatMap(n -> silent(n).stream()).toList();
        if (!asked || silent.isEmpty() || silent.size() < specs.size()) {
            return List.of();
        }
        var network = silent.getFirst();
        return List.of(
                "Published ports are discarded: containers of %s network %s are reached at their own addresses; a bridge network beside it would publish them"
                        .formatted(network.driver(), network.name()));
    }

    private Optional<Network> silent(String reference) {
        return networks.find(reference).filter(network -> !networks.publishes(network.id()));
    }
}
