package naru.linux.route;

import naru.linux.EthernetAddress;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * A network interface as described by the kernel.
 *
 * @param kind such as {@code bridge} or {@code veth}; empty for a plain device
 * @param address null when it is not six bytes long, or the link has none
 * @param master index of the bridge it is a port of, or 0
 * @param peer for a veth the index of the other end in {@code peerNetnsId}, for a macvlan the
 *     parent; or 0
 * @param peerNetnsId the namespace of {@code peer} as this one numbers them, -1 for this one itself
 * @param alias IFLA_IFALIAS, or empty
 * @param stp whether it is a bridge with a spanning tree protocol
 * @param port set if the link is a bridge port
 * @param vxlan set if the link is a vxlan link with a VNI
 */
public record Link(
        int index,
        String name,
        String kind,
        int flags,
        int mtu,
        @Nullable EthernetAddress address,
        int master,
        int peer,
        int peerNetnsId,
        int group,
        String alias,
        boolean stp,
        @Nullable BridgePort port,
        @Nullable Vxlan vxlan) {
    private static final int IFF_UP = 0x1; // linux/if.h
    private static final int IFF_RUNNING = 0x40;
    private static final int IFF_LOWER_UP = 0x10000;

    /** Administratively up. */
    public boolean up() {
        return (flags & IFF_UP) != 0;
    }

    /** Has a carrier. */
    public boolean lowerUp() {
        return (flags & IFF_LOWER_UP) != 0;
    }

    /** Operational: shortly after it has a carrier. */
    public boolean running() {
        return (flags & IFF_RUNNING) != 0;
    }

    /**
     * The state of a link as a bridge port.
     *
     * @param flags those that are on
     * @param forwarding whether frames pass: a moment after the link has a carrier
     */
    public record BridgePort(Set<BridgePortFlag> flags, boolean forwarding) {
        public BridgePort {
            flags = Set.copyOf(flags);
        }
    }
}
