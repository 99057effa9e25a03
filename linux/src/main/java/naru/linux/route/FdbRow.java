package naru.linux.route;

import naru.linux.EthernetAddress;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * An FDB entry: the port of a bridge, or the VTEP of a vxlan link, for a MAC address.
 *
 * @param link the port's or vxlan link's index
 * @param master the bridge, or 0 for the link's own table
 * @param state NUD_*, linux/neighbour.h: NUD_PERMANENT for the port's own address
 * @param flags NTF_*, linux/neighbour.h
 * @param vtep for vxlan, where the tunnel ends
 */
public record FdbRow(
        int link,
        EthernetAddress address,
        int master,
        int state,
        int flags,
        @Nullable InetAddress vtep) {
    public static final int NTF_SELF = 0x02; // linux/neighbour.h
    public static final int NTF_MASTER = 0x04;
    public static final int NUD_NOARP = 0x40;
    public static final int NUD_PERMANENT = 0x80;

    /** A static entry of the port's bridge whose address is not the host's own. */
    public static FdbRow onPort(int link, EthernetAddress address) {
        return new FdbRow(link, address, 0, NUD_NOARP, NTF_MASTER, null);
    }

    /**
     * A permanent entry of a vxlan link: frames to {@code address} are sent to {@code vtep}. A
     * removal without {@code vtep} applies to any.
     */
    public static FdbRow atVtep(int link, EthernetAddress address, @Nullable InetAddress vtep) {
        return new FdbRow(link, address, 0, NUD_NOARP | NUD_PERMANENT, NTF_SELF, vtep);
    }

    @Override
    public String toString() {
        return address + " link " + link;
    }
}
