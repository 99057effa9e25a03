package naru.dns.directory;

import naru.linux.address.Family;

import java.net.InetAddress;

/** The addresses that a query requests. */
public enum AddressFilter {
    IPV4,
    IPV6,
    ALL,
    /** The query is for another record type, but must not be forwarded for a known name. */
    NONE;

    boolean admits(InetAddress address) {
        return switch (this) {
            case IPV4 -> Family.IPV4.has(address);
            case IPV6 -> Family.IPV6.has(address);
            case ALL -> true;
            case NONE -> false;
        };
    }
}
