package naru.acceptance.reach;

import naru.linux.address.Family;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A cell of the truth table: whether a sender reaches a receiver in a given way. */
public record ReachCell(
        ReachPlace from, ReachPlace to, Way way, Port port, Protocol protocol, Family family) {
    /** {@code ipv4} or {@code ipv6}. */
    static String title(Family family) {
        return family.name().toLowerCase(Locale.ROOT);
    }

    public enum Protocol {
        TCP,
        UDP,
        ICMP
    }

    /** Which address is asked. */
    enum Way {
        /** The other's own. */
        DIRECT,
        /** Our host's on the LAN. */
        LAN,
        /** Our host's on the bridge of the other's network. */
        GATEWAY,
        /** The loopback address. */
        LOOPBACK
    }

    /** How the port is published. */
    enum Port {
        ON_ALL(80),
        ON_LOOPBACK(81),
        UNPUBLISHED(82),
        /** ICMP has none. */
        NONE(0);

        private final int inside;

        Port(int inside) {
            this.inside = inside;
        }

        int inside() {
            return inside;
        }
    }

    /** All questions. */
    static List<ReachCell> all() {
        var cells = new ArrayList<ReachCell>();
        for (var network : ReachNetwork.values()) {
            var server = ReachPlace.second(network);
            for (var asker : askers()) {
                for (var port : List.of(Port.ON_ALL, Port.ON_LOOPBACK, Port.UNPUBLISHED)) {
                    add(cells, asker, server, Way.DIRECT, port);
                }
                ping(cells, asker, server);
                add(cells, asker, server, Way.LAN, Port.ON_ALL);
                add(cells, asker, server, Way.LAN, Port.ON_LOOPBACK);
                add(cells, asker, server, Way.GATEWAY, Port.ON_ALL);
            }
            add(cells, ReachPlace.HOST, server, Way.LOOPBACK, Port.ON_ALL);
            add(cells, ReachPlace.HOST, server, Way.LOOPBACK, Port.ON_LOOPBACK);
            add(cells, server, server, Way.LAN, Port.ON_ALL); // its own published port
        }
        for (var asker : askers()) {
            for (var server : List.of(ReachPlace.HOST, ReachPlace.NEIGHBOUR)) {
                if (!asker.equals(server)) {
                    add(cells, asker, server, Way.DIRECT, Port.UNPUBLISHED);
                    ping(cells, asker, server);
                }
            }
        }
        return cells;
    }

    static List<ReachPlace> askers() {
        var askers = new ArrayList<ReachPlace>();
        askers.add(ReachPlace.HOST);
        askers.add(ReachPlace.NEIGHBOUR);
        for (var network : ReachNetwork.values()) {
            askers.add(ReachPlace.first(network));
        }
        askers.add(ReachPlace.SHARING);
        askers.add(ReachPlace.ALONE);
        return askers;
    }

    private static void add(
            List<ReachCell> cells, ReachPlace from, ReachPlace to, Way way, Port port) {
        for (var family : Family.values()) {
            if (isSensible(from, to, way, family)) {
                cells.add(new ReachCell(from, to, way, port, Protocol.TCP, family));
                cells.add(new ReachCell(from, to, way, port, Protocol.UDP, family));
            }
        }
    }

    private static void ping(List<ReachCell> cells, ReachPlace from, ReachPlace to) {
        for (var family : Family.values()) {
            if (isSensible(from, to, Way.DIRECT, family)) {
                cells.add(new ReachCell(from, to, Way.DIRECT, Port.NONE, Protocol.ICMP, family));
            }
        }
    }

    /** Whether there are addresses of a family at both ends. */
    private static boolean isSensible(ReachPlace from, ReachPlace to, Way way, Family family) {
        boolean askerHas = from.network() == null || from.network().has(family);
        boolean ofNetwork = way == Way.DIRECT || way == Way.GATEWAY;
        boolean askedHas = !ofNetwork || to.network() == null || to.network().has(family);
        return askerHas && askedHas;
    }

    @Override
    public String toString() {
        return "%s -> %s %s %s %s %s"
                .formatted(from, to, way, port, protocol, family)
                .toLowerCase(Locale.ROOT);
    }
}
