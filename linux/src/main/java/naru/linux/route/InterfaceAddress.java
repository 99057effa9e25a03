package naru.linux.route;

import naru.linux.address.Family;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * An IP address of a link.
 *
 * @param link the link's index
 * @param flags IFA_F_*, linux/if_addr.h
 * @param scope RT_SCOPE_*, linux/rtnetlink.h
 * @param protocol its creator: IFAPROT_*, linux/if_addr.h; 0 if unspecified, or before Linux 5.18
 */
public record InterfaceAddress(
        int link,
        InetAddress address,
        int prefixLength,
        @Nullable InetAddress broadcast,
        int flags,
        int scope,
        int protocol) {
    /** The address is usable at once: no duplicate address detection. IPv6 only. */
    public static final int IFA_F_NODAD = 0x02; // linux/if_addr.h

    /** The kernel prefers other addresses as source. IPv6 only. */
    public static final int IFA_F_DEPRECATED = 0x20;

    public InterfaceAddress {
        checkPrefix(address, prefixLength);
    }

    /** A global address. On IPv6 no duplicate address detection is done. */
    public static InterfaceAddress of(int link, InetAddress address, int prefixLength) {
        int flags = Family.of(address).choose(0, IFA_F_NODAD);
        return new InterfaceAddress(link, address, prefixLength, null, flags, 0, 0);
    }

    /** Reachable, but not used as source unless there is no other. IPv6 only. */
    public InterfaceAddress deprecated() {
        int more = Family.of(address).choose(0, IFA_F_DEPRECATED);
        return with(broadcast, flags | more, protocol);
    }

    /** With the broadcast address that {@code ip address} shows as {@code brd}. */
    public InterfaceAddress broadcast(InetAddress broadcast) {
        return with(broadcast, flags, protocol);
    }

    /** With a number of its creator, from 4 to 255; lower ones are used by the kernel. */
    public InterfaceAddress protocol(int protocol) {
        return with(broadcast, flags, protocol);
    }

    private InterfaceAddress with(
            @Nullable InetAddress newBroadcast, int newFlags, int newProtocol) {
        return new InterfaceAddress(
                link, address, prefixLength, newBroadcast, newFlags, scope, newProtocol);
    }

    static void checkPrefix(InetAddress address, int prefixLength) {
        if (prefixLength < 0 || prefixLength > address.getAddress().length * 8) {
            throw new IllegalArgumentException("no prefix of " + address + "/" + prefixLength);
        }
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength + " link " + link;
    }
}
