package naru.acceptance.lan;

import static java.util.Objects.requireNonNull;

import naru.acceptance.lan.LanCell.Place;
import naru.acceptance.lan.LanRide.Among;
import naru.linux.address.Family;

import java.util.Optional;

/**
 * Expected reachability and source addresses on the LAN: the documentation of Linux and Docker for
 * macvlan and ipvlan, and Naru's for {@code host_access}. Independent of links and routes.
 */
final class LanModel {
    private LanModel() {}

    /** The source address that the receiver sees. */
    enum Seen {
        OWN,
        /** Our host's on the LAN. */
        HOST,
        /** The host's address among its containers. */
        HOST_AMONG_THEM
    }

    /**
     * The expected source, or empty if no reply is expected. {@code reflecting} tells whether the
     * switch returns frames to the port they came from, as vepa requires.
     */
    static Optional<Seen> predict(LanCell cell, boolean reflecting) {
        var from = cell.from();
        var to = cell.to();
        if (from.ride() != null && to.ride() != null) {
            return own(amongContainers(from.ride(), to.ride(), reflecting));
        }
        if (from.equals(Place.NEIGHBOUR) || to.equals(Place.NEIGHBOUR)) {
            return Optional.of(Seen.OWN);
        }
        if (from.ride() != null) {
            return own(from.ride().hasHost() && reachesHost(to, cell.family()));
        }
        boolean hasWay = requireNonNull(to.ride()).hasHost();
        return hasWay ? Optional.of(seenAsHost(cell.family())) : Optional.empty();
    }

    private static Optional<Seen> own(boolean reached) {
        return reached ? Optional.of(Seen.OWN) : Optional.empty();
    }

    private static boolean amongContainers(LanRide from, LanRide to, boolean reflecting) {
        if (from.among() == Among.EACH_OTHER && to.among() == Among.EACH_OTHER) {
            return true;
        }
        return reflecting && from.among() != Among.NOBODY && to.among() != Among.NOBODY;
    }

    /** With IPv6, the host answers its containers only at its address among them. */
    private static boolean reachesHost(Place to, Family family) {
        return family == Family.IPV4 || !to.equals(Place.HOST);
    }

    /** Containers on a bridge have their host's address as source. */
    private static Seen seenAsHost(Family family) {
        return family == Family.IPV4 ? Seen.HOST : Seen.HOST_AMONG_THEM;
    }
}
