package naru.linux.route.socket;

import naru.linux.address.Family;
import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.route.Route;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/** Route messages: struct rtmsg and RTA_*, linux/rtnetlink.h. */
final class RouteCodec {
    private static final int FIXED = 12; // struct rtmsg
    private static final int RTM_F_CLONED = 0x200;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_TABLE = 15;

    private RouteCodec() {}

    static void encode(Route route, MessageWriter out) {
        boolean wideTable = route.table() > 0xff;
        out.put8(AddressCodec.family(route.destination())).put8(route.prefixLength());
        out.put8(0).put8(0).put8(wideTable ? 0 : route.table()).put8(route.protocol());
        out.put8(route.scope()).put8(route.type()).put32(0);
        if (wideTable) {
            out.u32(RTA_TABLE, route.table());
        }
        if (!route.isDefault()) {
            out.address(RTA_DST, route.destination());
        }
        if (route.gateway() != null) {
            out.address(RTA_GATEWAY, route.gateway());
        }
        if (route.link() != 0) {
            out.u32(RTA_OIF, route.link());
        }
        if (route.source() != null) {
            out.address(RTA_PREFSRC, route.source());
        }
        if (route.metric() != 0) {
            out.u32(RTA_PRIORITY, route.metric());
        }
    }

    /** Null for a family other than IPv4 and IPv6, and for cached routes. */
    static @Nullable Route decode(MessageReader message) {
        Family family = AddressCodec.family(message.get8(0));
        if (family == null || (message.get32(8) & RTM_F_CLONED) != 0) {
            return null;
        }
        InetAddress destination = family.any();
        InetAddress gateway = null;
        InetAddress source = null;
        int link = 0;
        int metric = 0;
        int table = message.get8(4);
        Attributes attributes = message.attributes(FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case RTA_DST -> destination = attributes.address();
                case RTA_GATEWAY -> gateway = attributes.address();
                case RTA_OIF -> link = attributes.u32();
                case RTA_PREFSRC -> source = attributes.address();
                case RTA_PRIORITY -> metric = attributes.u32();
                case RTA_TABLE -> table = attributes.u32();
                default -> {}
            }
        }
        return new Route(
                destination,
                message.get8(1),
                gateway,
                link,
                source,
                table,
                message.get8(5),
                message.get8(6),
                message.get8(7),
                metric);
    }
}
