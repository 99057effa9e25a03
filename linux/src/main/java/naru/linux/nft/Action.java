package naru.linux.nft;

import java.net.InetAddress;

/** Something a rule does, other than ending with a verdict. */
public sealed interface Action extends Statement {
    /** Counts packets and bytes. */
    record Counter() implements Action {}

    /** Writes a line to the kernel log. */
    record Log(String prefix) implements Action {}

    /** Takes the packet out of connection tracking. */
    record NoTrack() implements Action {}

    /** Sets the packet's mark. */
    record SetMark(int mark) implements Action {}

    /** Answers with an ICMP or ICMPv6 error: an administrator forbids it. */
    record Reject() implements Action {}

    /**
     * Lowers the maximum segment size of a TCP SYN to the MTU of the packet's route and of the way
     * back; the rule must match SYNs itself.
     */
    record ClampMss() implements Action {}

    /** A new source: the address of the interface the packet leaves by. */
    record Masquerade() implements Action {}

    /** A new destination: this host, at {@code port}. */
    record Redirect(int port) implements Action {}

    /** A new destination or source; {@code port} 0 keeps the port. */
    record Nat(boolean destination, InetAddress address, int port) implements Action {}

    /** A new destination or source out of a map to an address, or to an address and a port. */
    record NatByMap(boolean destination, Selector.Mapped mapped) implements Action {}

    /**
     * Writes another port into the packet and mends its checksum, without connection tracking.
     * Answers need a rule of their own.
     *
     * @param protocol {@link Nft#TCP} or {@link Nft#UDP}; the rule must match it itself
     */
    record SetPort(boolean destination, int protocol, int port) implements Action {}
}
