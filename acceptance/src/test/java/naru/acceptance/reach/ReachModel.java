package naru.acceptance.reach;

import naru.acceptance.reach.ReachCell.Port;
import naru.acceptance.reach.ReachCell.Protocol;
import naru.acceptance.reach.ReachCell.Way;
import naru.acceptance.reach.ReachPlace.Kind;

import java.util.Optional;

/**
 * Expected reachability and source addresses: Docker's documentation of its gateway modes, and
 * Naru's improvements (a client's address is kept between bridges). A container without addresses
 * of a family is asked by the relay, which shows the gateway's address of the other one. It knows
 * nothing of rules or tables.
 */
final class ReachModel {
    private ReachModel() {}

    /** The source address that the receiver sees. */
    enum Seen {
        /** The asker's own. */
        OWN,
        /** Our host's on the LAN. */
        LAN,
        /** Our host's on the bridge of the asked one. */
        GATEWAY,
        /** The same, of the other family. */
        RELAY
    }

    /** The expected source, or empty if no reply is expected. */
    static Optional<Seen> predict(ReachCell cell) {
        if (cell.from().kind() == Kind.ALONE) {
            return Optional.empty();
        }
        if (cell.to().kind() != Kind.CONTAINER) {
            return outside(cell);
        }
        return switch (cell.way()) {
            case DIRECT -> direct(cell);
            case LAN, GATEWAY -> published(cell);
            case LOOPBACK -> loopback(cell);
        };
    }

    /** From anywhere to our host's LAN address, or to the neighbour. */
    private static Optional<Seen> outside(ReachCell cell) {
        var from = cell.from();
        if (from.kind() != Kind.CONTAINER) {
            return Optional.of(Seen.OWN);
        }
        if (from.home().internal()) {
            return Optional.empty();
        }
        boolean leaves = cell.to().kind() == Kind.NEIGHBOUR;
        return Optional.of(leaves && from.home().translated() ? Seen.LAN : Seen.OWN);
    }

    /** To a container's own address. */
    private static Optional<Seen> direct(ReachCell cell) {
        var from = cell.from();
        var network = cell.to().home();
        if (from.kind() == Kind.HOST) {
            return network == ReachNetwork.ISOLATED ? Optional.empty() : Optional.of(Seen.GATEWAY);
        }
        if (from.kind() == Kind.CONTAINER && from.home() == network) {
            return network.icc() ? Optional.of(Seen.OWN) : Optional.empty();
        }
        if (from.kind() == Kind.CONTAINER && from.home().internal()) {
            return Optional.empty();
        }
        boolean enters =
                switch (network) {
                    case UNPROTECTED -> true;
                    case ROUTED -> cell.port() == Port.ON_ALL || cell.port() == Port.NONE;
                    case LEFT, RIGHT, APART, INTERNAL, ISOLATED, FOUR, SIX -> false;
                };
        return enters ? Optional.of(Seen.OWN) : Optional.empty();
    }

    /** To a published port through an address of our host. */
    private static Optional<Seen> published(ReachCell cell) {
        var from = cell.from();
        var network = cell.to().home();
        if (!network.translated()) {
            return Optional.empty();
        }
        if (cell.port() != Port.ON_ALL) {
            return Optional.empty();
        }
        if (!network.has(cell.family())) {
            boolean shut = from.kind() == Kind.CONTAINER && from.home().internal();
            return shut ? Optional.empty() : Optional.of(Seen.RELAY);
        }
        if (from.kind() == Kind.HOST) {
            return Optional.of(cell.way() == Way.LAN ? Seen.LAN : Seen.GATEWAY);
        }
        if (from.kind() == Kind.CONTAINER) {
            if (from.home().internal()) {
                return Optional.empty();
            }
            if (from.home() == network) {
                return Optional.of(Seen.GATEWAY); // otherwise the reply would take another path
            }
        }
        return Optional.of(Seen.OWN);
    }

    /** From our host, and only from there. */
    private static Optional<Seen> loopback(ReachCell cell) {
        var network = cell.to().home();
        if (!network.translated()) {
            return Optional.empty();
        }
        return Optional.of(network.has(cell.family()) ? Seen.GATEWAY : Seen.RELAY);
    }

    /** Whether the reply contains the source address of the request. */
    static boolean tellsSource(ReachCell cell) {
        return cell.protocol() != Protocol.ICMP;
    }
}
