package naru.linux.xfrm;

import naru.linux.address.Family;

import java.net.InetAddress;

/**
 * Requires ESP in transport mode for UDP packets of one port. What arrives without it is dropped,
 * and packets for which there is no state are not sent.
 *
 * @param local this host's address
 * @param port the destination port of packets in both directions
 * @param reqid of the states
 */
public record EspPolicy(Direction direction, InetAddress local, int port, int reqid) {
    /** XFRM_POLICY_*, linux/xfrm.h. */
    public enum Direction {
        IN,
        OUT
    }

    Family family() {
        return Family.of(local);
    }

    @Override
    public String toString() {
        return "ESP %s %s UDP port %d".formatted(direction, local.getHostAddress(), port);
    }
}
