package naru.network.change;

import naru.network.model.NaruException;
import naru.network.plan.Gateways;
import naru.network.plan.PortPlanner;
import naru.network.plan.PortPlanner.Place;
import naru.network.publish.PortRequest;
import naru.network.publish.PublishedPort;
import naru.network.undo.Rollback;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The published ports of a container when its gateway endpoints change. Ports whose bindings are
 * unchanged stay; the others move, with their numbers, to the addresses that the requests have now:
 * the network of the default gateway determines the host's address.
 */
public record PortMove(
        PortPlanner planner,
        String containerId,
        String containerName,
        Gateways from,
        Gateways to,
        Rollback rollback) {
    /** The most specific requests select their ports first. */
    private static final Comparator<PortRequest> SPECIFIC_FIRST =
            Comparator.comparing((PortRequest request) -> request.hostAddress() == null)
                    .thenComparing(PortRequest::isEphemeral);

    /** A request with its current ports, and its new bindings. */
    private record Move(PortRequest request, List<PublishedPort> before, List<Place> places) {
        List<PublishedPort> staying() {
            return before.stream()
                    .filter(port -> places.stream().anyMatch(place -> place.has(port)))
                    .toList();
        }

        List<Place> missing() {
            return places.stream().filter(p -> before.stream().noneMatch(p::has)).toList();
        }

        /** The request for the host port that it has already. */
        PortRequest pinned() {
            return before.stream()
                    .filter(port -> !port.isStraight())
                    .findFirst()
                    .map(port ->
                            new PortRequest(
                                    request.protocol(),
                                    request.containerPort(),
                                    request.hostAddress(),
                                    port.hostPort(),
                                    port.hostPort()))
                    .orElse(request);
        }
    }

    /**
     * Claims new ports, which {@code rollback} releases. Ports of {@code before} that are not in
     * the result remain claimed until the caller releases them.
     */
    List<PublishedPort> plan(List<PortRequest> requests, List<PublishedPort> before) {
        var moves = moves(requests, before);
        var leaving = new ArrayList<>(before);
        moves.forEach(move -> leaving.removeAll(move.staying()));
        var planned = new ArrayList<List<PublishedPort>>();
        requests.forEach(_ -> planned.add(List.of()));
        for (boolean ephemeral : new boolean[] {false, true}) {
            for (int i = 0; i < moves.size(); i++) {
                if (moves.get(i).request().isEphemeral() == ephemeral) {
                    planned.set(i, move(moves.get(i), leaving));
                }
            }
        }
        return planned.stream().flatMap(List::stream).toList();
    }

    /** The ports of {@code before} whose bindings are unchanged. */
    List<PublishedPort> staying(List<PortRequest> requests, List<PublishedPort> before) {
        return moves(requests, before).stream().flatMap(move -> move.staying().stream()).toList();
    }

    private List<Move> moves(List<PortRequest> requests, List<PublishedPort> ports) {
        var free = new ArrayList<>(ports);
        var moves = new ArrayList<Move>();
        requests.forEach(request -> moves.add(new Move(request, List.of(), List.of())));
        var order =
                IntStream.range(0, requests.size())
                        .boxed()
                        .sorted(Comparator.comparing(requests::get, SPECIFIC_FIRST))
                        .toList();
        for (int i : order) {
            var request = requests.get(i);
            var own = take(request, free);
            moves.set(i, new Move(request, own, wanted(request, own)));
        }
        return moves;
    }

    private static List<PublishedPort> take(PortRequest request, List<PublishedPort> free) {
        var own = new ArrayList<PublishedPort>();
        for (var port : free) {
            boolean sameNumber =
                    own.stream()
                            .filter(other -> !other.isStraight() && !port.isStraight())
                            .allMatch(other -> other.hostPort() == port.hostPort());
            boolean first = own.stream().noneMatch(o -> o.hostAddress().equals(port.hostAddress()));
            if (comesFrom(port, request) && sameNumber && first) {
                own.add(port);
            }
        }
        own.forEach(free::remove);
        return own;
    }

    private static boolean comesFrom(PublishedPort port, PortRequest request) {
        boolean there =
                request.hostAddress() == null
                        || port.isStraight()
                        || request.hostAddress().equals(port.hostAddress());
        boolean numbered =
                port.isStraight()
                        || request.isEphemeral()
                        || (request.firstHostPort() <= port.hostPort()
                                && port.hostPort() <= request.lastHostPort());
        return there
                && numbered
                && port.protocol() == request.protocol()
                && port.containerPort() == request.containerPort();
    }

    /** Without bindings that the user has withdrawn. */
    private List<Place> wanted(PortRequest request, List<PublishedPort> ports) {
        var withdrawn = new ArrayList<>(planner.places(request, from));
        withdrawn.removeIf(place -> ports.isEmpty() || ports.stream().anyMatch(place::has));
        return planner.places(request, to).stream().filter(p -> !withdrawn.contains(p)).toList();
    }

    private List<PublishedPort> move(Move move, List<PublishedPort> leaving) {
        var pinned = move.pinned();
        try {
            var all = new ArrayList<>(move.staying());
            all.addAll(claim(pinned, move.missing(), leaving));
            all.sort(PortPlanner.IPV4_FIRST);
            return all;
        } catch (NaruException.HostFailure taken) {
            if (pinned.equals(move.request())) {
                throw taken;
            }
            return claim(move.request(), move.places(), leaving); // another number on all addresses
        }
    }

    private List<PublishedPort> claim(
            PortRequest request, List<Place> places, List<PublishedPort> leaving) {
        var target = PortPlanner.target(containerId, to, leaving);
        var ports = planner.allocate(request, places, to, target, containerName);
        rollback.add(() -> planner.allocator().release(ports, containerId));
        return ports;
    }
}
