package naru.linux.route.socket;

import naru.linux.EthernetAddress;
import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.route.FdbRow;
import naru.linux.route.Neighbour;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/** Neighbour and FDB messages: struct ndmsg and NDA_*, linux/neighbour.h. */
final class NeighbourCodec {
    static final int AF_BRIDGE = 7; // linux/socket.h

    private static final int FIXED = 12; // struct ndmsg
    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NDA_MASTER = 9;

    private NeighbourCodec() {}

    static void encode(Neighbour neighbour, MessageWriter out) {
        fixed(AddressCodec.family(neighbour.destination()), neighbour.link(), out);
        out.put16(neighbour.state()).put8(0).put8(0);
        out.address(NDA_DST, neighbour.destination());
        if (neighbour.address() != null) {
            out.bytes(NDA_LLADDR, neighbour.address().octets());
        }
    }

    static void encode(FdbRow row, MessageWriter out) {
        fixed(AF_BRIDGE, row.link(), out);
        out.put16(row.state()).put8(row.flags()).put8(0);
        out.bytes(NDA_LLADDR, row.address().octets());
        if (row.vtep() != null) {
            out.address(NDA_DST, row.vtep());
        }
    }

    /** Null for an FDB entry and other families. */
    static @Nullable Neighbour decode(MessageReader message) {
        if (AddressCodec.family(message.get8(0)) == null) {
            return null;
        }
        InetAddress destination = null;
        EthernetAddress address = null;
        Attributes attributes = message.attributes(FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case NDA_DST -> destination = attributes.address();
                case NDA_LLADDR -> address = LinkCodec.ethernet(attributes);
                default -> {}
            }
        }
        return destination == null
                ? null
                : new Neighbour(message.get32(4), destination, address, message.get16(8));
    }

    /** Null if it is not an FDB entry. */
    static @Nullable FdbRow decodeRow(MessageReader message) {
        if (message.get8(0) != AF_BRIDGE) {
            return null;
        }
        EthernetAddress address = null;
        InetAddress vtep = null;
        int master = 0;
        Attributes attributes = message.attributes(FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case NDA_LLADDR -> address = LinkCodec.ethernet(attributes);
                case NDA_DST -> vtep = attributes.address();
                case NDA_MASTER -> master = attributes.u32();
                default -> {}
            }
        }
        int flags = message.get8(10);
        return address == null
                ? null
                : new FdbRow(message.get32(4), address, master, message.get16(8), flags, vtep);
    }

    private static void fixed(int family, int link, MessageWriter out) {
        out.put8(family).put8(0).put16(0).put32(link);
    }
}
