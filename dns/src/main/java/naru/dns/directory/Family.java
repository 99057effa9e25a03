package naru.dns.directory;

import java.net.Inet4Address;
import java.net.InetAddress;

/** The addresses that a query requests. */
public enum Family {
    IPV4,
    IPV6,
    BOTH,
    /** None: the query is for another record type, but must not be forwarded for a known name. */
    NEITHER;

    boolean holds(InetAddress address) {
        return switch (this) {
            case IPV4 -> address instanceof Inet4Address;
            case IPV6 -> !(address instanceof Inet4Address);
            case BOTH -> true;
            case NEITHER -> false;
        };
    }
}
