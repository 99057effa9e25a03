package naru.acceptance.lan;

import static java.util.Objects.requireNonNull;

import naru.acceptance.lan.LanCell.Place;
import naru.acceptance.lan.LanRide.Among;
import naru.linux.address.Family;

import java.util.Optional;

/**
 * Who may reach whom on the LAN, and as whom the asker is seen: what Linux and Docker document of
 * macvlan and ipvlan, and what Naru promises of {@code host_access}. It knows nothing of links or
 * routes.
 */
final class LanModel {
    private LanModel() {}

    /** Whose address the asked one sees. */
    enum Seen {
        OWN,
        /** Our host's on the LAN. */
        HOST,
        /** Our host's beside its containers. */
        HOST_AMONG_THEM
    }

    /**
     * What is to happen, or nothing if the question is to stay without an answer. {@code
     * reflecting} is whether the switch sends frames back where they came from, as vepa wants it.
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

    /** By IPv6 the host answers its containers at the address alone that it has among them. */
    private static boolean reachesHost(Place to, Family family) {
        return family == Family.IPV4 || !to.equals(Place.HOST);
    }

    /** Containers on a bridge are seen as their host. */
    private static Seen seenAsHost(Family family) {
        return family == Family.IPV4 ? Seen.HOST : Seen.HOST_AMONG_THEM;
    }
}
