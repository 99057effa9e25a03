package naru.proxy.control;

import naru.container.event.ContainerInfo.Phase;
import naru.proxy.control.ContainerFacts.Place;
import naru.proxy.model.Workload;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Containers for tests. */
final class Facts {
    private Facts() {}

    static ContainerFacts running(String name, Map<String, String> labels, Place... places) {
        return of(name, Phase.RUNNING, "", labels, places);
    }

    static ContainerFacts of(
            String name, Phase phase, String health, Map<String, String> labels, Place... places) {
        var id = "%064x".formatted(Math.abs(name.hashCode()));
        return new ContainerFacts(
                id,
                Instant.EPOCH.plusSeconds(name.length()),
                name + ".1",
                phase,
                health,
                new Workload(
                        name, "shop", "web", labels, Map.of(), new TreeSet<>(List.of(80)), false),
                List.of(places));
    }
}
