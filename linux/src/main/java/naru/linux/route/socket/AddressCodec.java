package naru.linux.route.socket;

import naru.linux.address.Family;
import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.route.InterfaceAddress;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/** Address messages: struct ifaddrmsg and IFA_*, linux/if_addr.h. */
final class AddressCodec {
    private static final int AF_INET = 2; // linux/socket.h
    private static final int AF_INET6 = 10;

    private static final int FIXED = 8; // struct ifaddrmsg
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_PROTO = 11; // since Linux 5.18

    /** struct ifa_cacheinfo: u32 preferred and valid lifetime in seconds, and two times. */
    private static final byte[] DEPRECATED = {0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};

    private AddressCodec() {}

    static int family(InetAddress address) {
        return Family.of(address).choose(AF_INET, AF_INET6);
    }

    /** Null for neither IPv4 nor IPv6. */
    static @Nullable Family family(int number) {
        return switch (number) {
            case AF_INET -> Family.IPV4;
            case AF_INET6 -> Family.IPV6;
            default -> null;
        };
    }

    static void encode(InterfaceAddress address, MessageWriter out) {
        out.put8(family(address.address())).put8(address.prefixLength());
        out.put8(address.flags() & 0xff).put8(address.scope()).put32(address.link());
        out.address(IFA_LOCAL, address.address());
        out.address(IFA_ADDRESS, address.address());
        if (address.broadcast() != null) {
            out.address(IFA_BROADCAST, address.broadcast());
        }
        if ((address.flags() & InterfaceAddress.IFA_F_DEPRECATED) != 0) {
            out.bytes(IFA_CACHEINFO, DEPRECATED);
        }
        if (address.protocol() != 0) {
            out.u8(IFA_PROTO, address.protocol());
        }
    }

    /** Null for a family other than IPv4 and IPv6. */
    static @Nullable InterfaceAddress decode(MessageReader message) {
        if (family(message.get8(0)) == null) {
            return null;
        }
        InetAddress local = null;
        InetAddress address = null;
        InetAddress broadcast = null;
        int flags = message.get8(2);
        int protocol = 0;
        Attributes attributes = message.attributes(FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFA_LOCAL -> local = attributes.address();
                case IFA_ADDRESS -> address = attributes.address();
                case IFA_BROADCAST -> broadcast = attributes.address();
                case IFA_FLAGS -> flags = attributes.u32();
                case IFA_PROTO -> protocol = attributes.u8();
                default -> {}
            }
        }
        // On a point-to-point link IFA_ADDRESS is the peer; otherwise IPv6 sends no IFA_LOCAL.
        InetAddress own = local == null ? address : local;
        if (own == null) {
            return null;
        }
        return new InterfaceAddress(
                message.get32(4),
                own,
                message.get8(1),
                broadcast,
                flags,
                message.get8(3),
                protocol);
    }
}
