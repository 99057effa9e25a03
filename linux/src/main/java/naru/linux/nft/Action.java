package naru.linux.nft;

import java.net.InetAddress;

/** An action of a rule other than its verdict. */
public sealed interface Action extends Statement {
    /** Counts packets and bytes. */
    record Counter() implements Action {}

    /** Writes a line to the kernel log. */
    record Log(String prefix) implements Action {}

    /** Excludes the packet from connection tracking. */
    record NoTrack() implements Action {}

    /** Sets the packet's mark. */
    record SetMark(int mark) implements Action {}

    /** Rejects with an ICMP or ICMPv6 error "administratively prohibited". */
    record Reject() implements Action {}

    /**
     * Lowers the maximum segment size of a TCP SYN to the path MTU of both directions; the rule
     * must match SYNs itself.
     */
    record ClampMss() implements Action {}

    /** A new source: the address of the output interface. */
    record Masquerade() implements Action {}

    /** A new destination: this host, at {@code port}. */
    record Redirect(int port) implements Action {}

    /** A new destination or source; {@code port} 0 keeps the port. */
    record Nat(boolean destination, InetAddress address, int port) implements Action {}

    /** A new destination or source from a map to an address, or to an address and a port. */
    record NatByMap(boolean destination, Selector.Mapped mapped) implements Action {}

    /**
     * Rewrites a port and updates the checksum, without connection tracking. Replies need a
     * separate rule.
     *
     * @param protocol {@link Nft#TCP} or {@link Nft#UDP}; the rule must match it itself
     */
    record SetPort(boolean destination, int protocol, int port) implements Action {}
}
