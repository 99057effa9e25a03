package naru.linux.nft;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The syntax of rules, for static import, so that a rule reads almost as nft prints it:
 *
 * <pre>{@code
 * rule(postrouting, iifname().in(masquerade), oifname().notIn(bridges), masquerade())
 * rule(prerouting, fibDaddrType(LOCAL), dnat(concat(l4proto(), thDport()).map(published4)))
 * }</pre>
 *
 * <p>A match on an IP header includes the match on its protocol, as in nft.
 */
public final class Nft {
    public static final int TCP = 6; // IANA protocol numbers
    public static final int UDP = 17;
    public static final int SCTP = 132;

    public static final int SYN = 2; // TCPHDR_SYN, RFC 9293 section 3.1

    public static final int INVALID = 1; // NF_CT_STATE_BIT, linux/netfilter/nf_conntrack_common.h
    public static final int ESTABLISHED = 2;
    public static final int RELATED = 4;
    public static final int NEW = 8;
    public static final int UNTRACKED = 64;

    public static final int SNAT = 0x10; // IPS_SRC_NAT, linux/netfilter/nf_conntrack_common.h
    public static final int DNAT = 0x20; // IPS_DST_NAT

    public static final int LOCAL = 2; // RTN_LOCAL, linux/rtnetlink.h
    public static final int BROADCAST = 3;
    public static final int MULTICAST = 5;

    public static final int TO_ALL = 1; // PACKET_BROADCAST, linux/if_packet.h
    public static final int TO_SEVERAL = 2; // PACKET_MULTICAST
    public static final int TO_ANOTHER = 3; // PACKET_OTHERHOST

    private static final int LL_HEADER = 0; // NFT_PAYLOAD_*, linux/netfilter/nf_tables.h
    private static final int NETWORK_HEADER = 1;
    private static final int TRANSPORT_HEADER = 2;

    private Nft() {}

    public static NftRule rule(NftChain chain, Statement... statements) {
        return new NftRule(chain, List.of(statements), null);
    }

    /** Several fields in one: {@code ip daddr . meta l4proto . th dport}. */
    public static Selector concat(Selector... parts) {
        var fields = new ArrayList<Field>();
        for (Selector part : parts) {
            fields.addAll(part.fields());
        }
        return new Selector(fields);
    }

    /**
     * Counts packets in a circle, 0 to {@code modulus} - 1: {@code numgen inc mod 16}. It has the
     * type of a mark, because nft 1.0.6 cannot list sets whose key is a plain integer.
     */
    public static Selector count(int modulus) {
        return new Selector(List.of(new Field.Count(NftType.MARK, modulus)));
    }

    /** A hash of one field of a header: {@code jhash ip saddr mod 16 seed 0x1}. */
    public static Selector hash(Selector of, int modulus, int seed) {
        if (of.fields().size() != 1 || !(of.fields().getFirst() instanceof Field.Payload field)) {
            throw new IllegalArgumentException("no single field of a header: " + of);
        }
        return new Selector(List.of(new Field.Hash(NftType.MARK, field, modulus, seed)));
    }

    // Packet metadata.

    /** The name of the input link. */
    public static Selector iifname() {
        return meta(NftType.INTERFACE_NAME, 6); // NFT_META_IIFNAME
    }

    /** The name of the output link. */
    public static Selector oifname() {
        return meta(NftType.INTERFACE_NAME, 7); // NFT_META_OIFNAME
    }

    /**
     * The index of the input link, which is faster than the name and becomes invalid with the link.
     */
    public static Selector iif() {
        return meta(NftType.INTERFACE_INDEX, 4); // NFT_META_IIF
    }

    public static Selector oif() {
        return meta(NftType.INTERFACE_INDEX, 5); // NFT_META_OIF
    }

    /** It has an input link; packets sent by this host have none. */
    public static Match cameIn() {
        return iif().isNot(NftValue.single(NftType.INTERFACE_INDEX, new byte[4]));
    }

    public static Selector mark() {
        return meta(NftType.MARK, 3); // NFT_META_MARK
    }

    /** Its mark is {@code value} in the bits of {@code mask}. */
    public static Match mark(int value, int mask) {
        return new Match.Bits(mark().fields().getFirst(), mask, value);
    }

    /** IPv4 or IPv6, in the inet family. */
    public static Selector nfproto() {
        return meta(NftType.NFPROTO, 15); // NFT_META_NFPROTO
    }

    /** The packet is IPv4, in a family with other protocols. */
    public static Match ipv4() {
        return nfproto().is(NftValue.single(NftType.NFPROTO, new byte[] {2})); // NFPROTO_IPV4
    }

    /** The packet is IPv6, in a family with other protocols. */
    public static Match ipv6() {
        return nfproto().is(NftValue.single(NftType.NFPROTO, new byte[] {10})); // NFPROTO_IPV6
    }

    /** The ethernet protocol, after a VLAN tag if there is one. */
    public static Selector protocol() {
        return meta(NftType.ETHERNET_TYPE, 1); // NFT_META_PROTOCOL
    }

    /**
     * Whether a frame is addressed to the input link, broadcast, multicast, or addressed to another
     * host.
     */
    public static Selector pkttype() {
        return meta(NftType.PACKET_TYPE, 19); // NFT_META_PKTTYPE
    }

    /** The IP protocol. */
    public static Selector l4proto() {
        return meta(NftType.INET_PROTOCOL, 16); // NFT_META_L4PROTO
    }

    // Header fields.

    public static Selector etherDaddr() {
        return payload(NftType.ETHERNET_ADDRESS, LL_HEADER, 0, null);
    }

    public static Selector etherSaddr() {
        return payload(NftType.ETHERNET_ADDRESS, LL_HEADER, 6, null);
    }

    public static Selector etherType() {
        return payload(NftType.ETHERNET_TYPE, LL_HEADER, 12, null);
    }

    public static Selector ipSaddr() {
        return payload(NftType.IPV4_ADDRESS, NETWORK_HEADER, 12, Field.Needs.IPV4);
    }

    public static Selector ipDaddr() {
        return payload(NftType.IPV4_ADDRESS, NETWORK_HEADER, 16, Field.Needs.IPV4);
    }

    public static Selector ip6Saddr() {
        return payload(NftType.IPV6_ADDRESS, NETWORK_HEADER, 8, Field.Needs.IPV6);
    }

    public static Selector ip6Daddr() {
        return payload(NftType.IPV6_ADDRESS, NETWORK_HEADER, 24, Field.Needs.IPV6);
    }

    /** The sender's MAC address inside an ARP packet. */
    public static Selector arpSaddrEther() {
        return payload(NftType.ETHERNET_ADDRESS, NETWORK_HEADER, 8, Field.Needs.ARP);
    }

    /** The sender's IPv4 address inside an ARP packet. */
    public static Selector arpSaddrIp() {
        return payload(NftType.IPV4_ADDRESS, NETWORK_HEADER, 14, Field.Needs.ARP);
    }

    /** The type of an ICMPv6 message; the rule must match the protocol itself. */
    public static Selector icmp6Type() {
        return payload(NftType.ICMPV6_TYPE, TRANSPORT_HEADER, 0, null);
    }

    /** The target address of a neighbour advertisement or solicitation (RFC 4861 section 4). */
    public static Selector neighbourTarget() {
        return payload(NftType.IPV6_ADDRESS, TRANSPORT_HEADER, 8, null);
    }

    /** Source port of any transport protocol whose ports are at the same offset as TCP's. */
    public static Selector thSport() {
        return payload(NftType.INET_SERVICE, TRANSPORT_HEADER, 0, null);
    }

    /** Destination port of any transport protocol whose ports are at the same offset as TCP's. */
    public static Selector thDport() {
        return payload(NftType.INET_SERVICE, TRANSPORT_HEADER, 2, null);
    }

    /** One of the flags of a TCP segment, such as {@code SYN}; the rule must match TCP itself. */
    public static Match tcpFlag(int flag) {
        return new Match.AnyBit(
                new Field.Payload(NftType.TCP_FLAGS, TRANSPORT_HEADER, 13, null), flag);
    }

    // Conntrack and routing data.

    /** One of the states, such as {@code ctState(ESTABLISHED | RELATED)}. */
    public static Match ctState(int states) {
        return new Match.AnyBit(new Field.Ct(NftType.CT_STATE, 0, -1), states); // NFT_CT_STATE
    }

    /** One of the status bits, such as {@code ctStatus(DNAT)}. */
    public static Match ctStatus(int bits) {
        return new Match.AnyBit(new Field.Ct(NftType.CT_STATUS, 2, -1), bits); // NFT_CT_STATUS
    }

    /** The packet is in the reply direction of its connection. */
    public static Match ctReply() {
        // NFT_CT_DIRECTION, IP_CT_DIR_REPLY
        return new Match.Compare(
                new Field.Ct(NftType.CT_DIRECTION, 1, -1),
                NftValue.single(NftType.CT_DIRECTION, new byte[] {1}),
                false);
    }

    /** The type of the destination address on this host, such as {@code LOCAL}. */
    public static Match fibDaddrType(int type) {
        return new Match.Compare(fibDaddr(), addressType(type), false);
    }

    /** The type of the source address on this host. */
    public static Match fibSaddrType(int type) {
        // NFTA_FIB_F_SADDR, NFT_FIB_RESULT_ADDRTYPE
        var source = new Field.Fib(NftType.FIB_ADDRESS_TYPE, 1, 3);
        return new Match.Compare(source, addressType(type), false);
    }

    public static Match fibDaddrTypeIsNot(int type) {
        return new Match.Compare(fibDaddr(), addressType(type), true);
    }

    /**
     * The output link of replies to the source; an empty name if there is none, or if the source is
     * this host.
     */
    public static Selector fibSaddrOifname() {
        // NFTA_FIB_F_SADDR, NFT_FIB_RESULT_OIFNAME
        return new Selector(List.of(new Field.Fib(NftType.INTERFACE_NAME, 1, 2)));
    }

    // Actions.

    public static Verdict accept() {
        return new Verdict(Verdict.Code.ACCEPT, null);
    }

    public static Verdict drop() {
        return new Verdict(Verdict.Code.DROP, null);
    }

    public static Verdict returns() {
        return new Verdict(Verdict.Code.RETURN, null);
    }

    public static Verdict jump(NftChain chain) {
        return new Verdict(Verdict.Code.JUMP, chain.name());
    }

    /** As a jump, but without returning to this chain. */
    public static Verdict goTo(NftChain chain) {
        return new Verdict(Verdict.Code.GOTO, chain.name());
    }

    public static Action counter() {
        return new Action.Counter();
    }

    public static Action log(String prefix) {
        return new Action.Log(prefix);
    }

    public static Action notrack() {
        return new Action.NoTrack();
    }

    public static Action setMark(int mark) {
        return new Action.SetMark(mark);
    }

    /** Rejects with ICMP or ICMPv6 "administratively prohibited". */
    public static Action reject() {
        return new Action.Reject();
    }

    /** Clamps the maximum segment size of a SYN to the path MTU of both directions. */
    public static Action clampMss() {
        return new Action.ClampMss();
    }

    public static Action masquerade() {
        return new Action.Masquerade();
    }

    public static Action redirect(int port) {
        return new Action.Redirect(port);
    }

    public static Action dnat(InetAddress address, int port) {
        return new Action.Nat(true, address, port);
    }

    /** To the result of a map: an address, or an address and a port. */
    public static Action dnat(Selector.Mapped mapped) {
        return new Action.NatByMap(true, mapped);
    }

    public static Action snat(InetAddress address) {
        return new Action.Nat(false, address, 0);
    }

    public static Action snat(Selector.Mapped mapped) {
        return new Action.NatByMap(false, mapped);
    }

    /** Another source port, see {@link Action.SetPort}. */
    public static Action setSport(int protocol, int port) {
        return new Action.SetPort(false, protocol, port);
    }

    /** Another destination port, see {@link Action.SetPort}. */
    public static Action setDport(int protocol, int port) {
        return new Action.SetPort(true, protocol, port);
    }

    private static Selector meta(NftType type, int key) {
        return new Selector(List.of(new Field.Meta(type, key)));
    }

    private static Selector payload(
            NftType type,
            int base,
            int offset,
            Field.@org.jspecify.annotations.Nullable Needs needs) {
        return new Selector(List.of(new Field.Payload(type, base, offset, needs)));
    }

    private static Field fibDaddr() {
        // NFTA_FIB_F_DADDR, NFT_FIB_RESULT_ADDRTYPE
        return new Field.Fib(NftType.FIB_ADDRESS_TYPE, 2, 3);
    }

    private static NftValue addressType(int type) {
        return NftValue.single(NftType.FIB_ADDRESS_TYPE, NftBytes.u32(type));
    }
}
