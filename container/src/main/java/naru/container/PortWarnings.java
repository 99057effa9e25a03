package naru.container;

import naru.container.store.ContainerRecord;
import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.Network;

import java.util.List;
import java.util.Optional;

/** Says of ports that are asked for where no network of a container can publish any. */
record PortWarnings(Networks networks) {
    /** Of the networks that are there; one that is not there yet may publish. */
    List<String> of(ContainerRecord record) {
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
