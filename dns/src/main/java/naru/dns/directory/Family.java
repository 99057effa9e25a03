package naru.dns.directory;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Which addresses a question asks for. */
public enum Family {
    IPV4,
    IPV6,
    BOTH,
    /**
     * None: the question is about another record type, but must not leave the host for a name of
     * ours.
     */
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
