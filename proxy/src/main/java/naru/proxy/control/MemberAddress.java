package naru.proxy.control;

import naru.proxy.control.ContainerFacts.Place;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The address at which the proxy reaches a container.
 *
 * @param address empty if it cannot be reached
 * @param refusal the reason then
 */
record MemberAddress(Optional<String> address, String refusal) {
    private static final List<String> LABELS =
            List.of("naru.proxy.network", "traefik.docker.network", "traefik.swarm.network");

    /** That of the network in a label, else of the first network that the host reaches. */
    static MemberAddress of(ContainerFacts facts) {
        var wanted = wanted(facts.workload().labels());
        if (wanted.isPresent()) {
            var name = wanted.get();
            var project = facts.workload().project();
            return facts.places().stream()
                    .filter(place ->
                            place.network().equals(name)
                                    || place.network().equals(project + "_" + name))
                    .findFirst()
                    .map(MemberAddress::of)
                    .orElseGet(() ->
                            refused(
                                    "the container is not attached to the network \""
                                            + name
                                            + "\" of its label, but to "
                                            + names(facts.places())));
        }
        return facts.places().stream()
                .filter(place -> !place.address().isEmpty())
                .findFirst()
                .or(() -> facts.places().stream().findFirst())
                .map(MemberAddress::of)
                .orElseGet(() -> refused("the container has no address"));
    }

    private static Optional<String> wanted(Map<String, String> labels) {
        return LABELS.stream()
                .map(labels::get)
                .filter(name -> name != null && !name.isEmpty())
                .findFirst();
    }

    private static MemberAddress of(Place place) {
        return place.address().isEmpty()
                ? refused(place.refusal())
                : new MemberAddress(Optional.of(place.address()), "");
    }

    private static MemberAddress refused(String reason) {
        return new MemberAddress(Optional.empty(), reason);
    }

    private static String names(List<Place> places) {
        return places.isEmpty()
                ? "none"
                : places.stream().map(Place::network).collect(Collectors.joining(", "));
    }
}
