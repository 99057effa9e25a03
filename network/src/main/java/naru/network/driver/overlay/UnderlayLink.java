package naru.network.driver.overlay;

import naru.linux.address.Family;
import naru.linux.route.Link;
import naru.linux.route.RouteEvent;
import naru.network.driver.overlay.Underlay.Vtep;
import naru.network.host.Host;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/**
 * The link that carries this host's tunnels. Cached for a short time, since each endpoint is
 * compared with its MTU. For any thread.
 */
final class UnderlayLink {
    private static final Duration KEEP = Duration.ofMillis(100);
    private static final int USUAL_MTU = 1500;

    /** Outer headers: IPv4 20 or IPv6 40 bytes, UDP 8, VXLAN 8, and the inner Ethernet header. */
    private static final int HEADERS4 = 20 + 8 + 8 + 14;

    private static final int HEADERS6 = 40 + 8 + 8 + 14;

    /** SPI 4, sequence number 4, IV 8, padding length 1, next header 1, check value 16 bytes. */
    private static final int ESP = 34;

    private static final int ESP_ALIGNMENT = 4; // RFC 4303: the headers inside have 30 + 2 bytes

    private final Underlay underlay;
    private final Host host;
    private @Nullable State last;
    private long looked;

    /**
     * The underlay at one moment.
     *
     * @param link the index of the link with the VTEP's address; 0 if no link has it
     * @param mtu of that link in bytes
     */
    record State(Vtep vtep, int link, int mtu) {
        /** The largest inner packet that is sent in one piece, in bytes. */
        int innerMtu(boolean encrypted) {
            int inner = mtu - Family.of(vtep.address()).choose(HEADERS4, HEADERS6);
            return encrypted ? (inner - ESP) / ESP_ALIGNMENT * ESP_ALIGNMENT : inner;
        }
    }

    UnderlayLink(Underlay underlay, Host host) {
        this.underlay = underlay;
        this.host = host;
    }

    /** Empty while this host is in no cluster. */
    synchronized Optional<State> now() {
        var vtep = underlay.vtep().orElse(null);
        if (vtep == null) {
            return Optional.empty();
        }
        long now = host.nanoTime();
        var state = last;
        if (state == null || !state.vtep().equals(vtep) || now - looked > KEEP.toNanos()) {
            state = look(vtep);
            last = state;
            looked = now;
        }
        return Optional.of(state);
    }

    private State look(Vtep vtep) {
        int index =
                host.route().addresses().stream()
                        .filter(address -> address.address().equals(vtep.address()))
                        .mapToInt(address -> address.link())
                        .findFirst()
                        .orElse(0);
        int mtu =
                index == 0 ? USUAL_MTU : host.route().link(index).map(Link::mtu).orElse(USUAL_MTU);
        return new State(vtep, index, mtu);
    }

    /** Whether an event changes the MTU, or where the address is. */
    synchronized boolean note(RouteEvent event) {
        var state = last;
        if (state == null) {
            return false;
        }
        boolean changed =
                switch (event) {
                    case RouteEvent.LinkIs(var link) ->
                            link.index() == state.link() && link.mtu() != state.mtu();
                    case RouteEvent.AddressIs(var address) ->
                            address.address().equals(state.vtep().address())
                                    && address.link() != state.link();
                    default -> false;
                };
        if (changed) {
            last = null;
        }
        return changed;
    }
}
