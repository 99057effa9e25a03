package naru.acceptance.lan;

import naru.acceptance.reach.ReachCell.Protocol;
import naru.linux.address.Family;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A cell of the LAN's truth table: whether a sender reaches a receiver. */
record LanCell(Place from, Place to, Protocol protocol, Family family) {
    /**
     * A sender or receiver.
     *
     * @param ride the network of a container on the LAN; null for others
     * @param number of its address in its network
     */
    record Place(String name, @Nullable LanRide ride, int number) {
        static final Place HOST = new Place("host", null, 0);

        /** The host at its address among its containers, for IPv6 only. */
        static final Place HOST_AMONG_THEM = new Place("host-among-them", null, 0);

        static final Place NEIGHBOUR = new Place("neighbour", null, 0);

        /** A container on a bridge of the host, reached through a published port. */
        static final Place BRIDGED = new Place("bridged", null, 0);

        static Place on(LanRide ride, int number) {
            return new Place(ride.title() + "-" + number, ride, number);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The two containers of each ride. */
    static List<Place> containers(List<LanRide> rides) {
        return rides.stream()
                .flatMap(ride -> List.of(Place.on(ride, 1), Place.on(ride, 2)).stream())
                .toList();
    }

    /** All questions. */
    static List<LanCell> all(List<LanRide> rides) {
        var asked = new ArrayList<>(containers(rides));
        asked.addAll(List.of(Place.HOST, Place.NEIGHBOUR, Place.BRIDGED));
        if (rides.stream().anyMatch(LanRide::hasHost)) {
            asked.add(Place.HOST_AMONG_THEM);
        }
        var askers = new ArrayList<>(containers(rides));
        askers.addAll(List.of(Place.HOST, Place.NEIGHBOUR, Place.BRIDGED));
        var cells = new ArrayList<LanCell>();
        for (var from : askers) {
            asked.stream().filter(to -> isOfTheLan(from, to)).forEach(to -> add(cells, from, to));
        }
        return cells;
    }

    /** Whether one end is a host on the LAN; {@code ReachTest} covers the other cells. */
    private static boolean isOfTheLan(Place from, Place to) {
        boolean different = !from.equals(to);
        return different && (from.ride() != null || to.ride() != null);
    }

    private static void add(List<LanCell> cells, Place from, Place to) {
        for (var family : Family.values()) {
            for (var protocol : Protocol.values()) {
                boolean without =
                        (to.equals(Place.HOST_AMONG_THEM) && family == Family.IPV4)
                                || (to.equals(Place.BRIDGED) && protocol == Protocol.ICMP);
                if (!without) {
                    cells.add(new LanCell(from, to, protocol, family));
                }
            }
        }
    }

    @Override
    public String toString() {
        return "%s -> %s %s %s".formatted(from, to, protocol, family).toLowerCase(Locale.ROOT);
    }
}
