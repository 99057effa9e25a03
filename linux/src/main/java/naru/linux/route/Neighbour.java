package naru.linux.route;

import naru.linux.EthernetAddress;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * A neighbour entry: the MAC address of an IP address on a link.
 *
 * @param address null while it is being resolved
 * @param state NUD_*, linux/neighbour.h
 */
public record Neighbour(
        int link, InetAddress destination, @Nullable EthernetAddress address, int state) {
    public static final int NUD_REACHABLE = 0x02; // linux/neighbour.h
    public static final int NUD_PERMANENT = 0x80;

    /** A permanent entry. */
    public static Neighbour permanent(int link, InetAddress destination, EthernetAddress address) {
        return new Neighbour(link, destination, address, NUD_PERMANENT);
    }

    @Override
    public String toString() {
        return destination.getHostAddress() + " link " + link;
    }
}
