package naru.network.host;

import naru.linux.address.Family;
import naru.network.address.MacAddress;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Frames that announce or query the MAC address of an IP address. */
public final class NeighbourFrames {
    public static final int ETH_P_IP = 0x0800; // linux/if_ether.h
    public static final int ETH_P_ARP = 0x0806;
    public static final int ETH_P_IPV6 = 0x86dd;
    public static final int ICMPV6 = 58; // IANA protocol numbers
    public static final int ADVERTISEMENT = 136; // RFC 4861 section 4.4
    public static final int SOLICITATION = 135;
    private static final byte[] BROADCAST = HexFormat.of().parseHex("ffffffffffff");
    private static final byte[] ALL_NODES_MAC = HexFormat.of().parseHex("333300000001");
    private static final byte[] ALL_NODES = InetAddress.ofLiteral("ff02::1").getAddress();
    private static final int OVERRIDE = 0x20000000; // RFC 4861 section 4.4
    private static final byte[] NOBODY4 = new byte[4];
    private static final byte[] NOBODY6 = new byte[16];

    private NeighbourFrames() {}

    /** Announces that {@code address} has the MAC address {@code mac}. */
    public static byte[] announcement(InetAddress address, MacAddress mac) {
        return Family.of(address) == Family.IPV4
                ? arp(address.getAddress(), address, mac)
                : advertisement(address, mac);
    }

    /**
     * Queries which host has {@code address}, without announcing a sender address: an ARP probe
     * (RFC 5227 section 2.1) or the solicitation of duplicate address detection (RFC 4862 section
     * 5.4.2).
     */
    public static byte[] probe(InetAddress address, MacAddress mac) {
        return Family.of(address) == Family.IPV4
                ? arp(NOBODY4, address, mac)
                : solicitation(address, mac);
    }

    /** An ARP request; from the address itself it is an announcement (RFC 5227 section 3). */
    private static byte[] arp(byte[] source, InetAddress address, MacAddress mac) {
        return ByteBuffer.allocate(14 + 28)
                .put(BROADCAST)
                .put(mac.bytes())
                .putShort((short) ETH_P_ARP)
                .putShort((short) 1) // Ethernet
                .putShort((short) ETH_P_IP)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1) // request
                .put(mac.bytes())
                .put(source)
                .put(new byte[6])
                .put(address.getAddress())
                .array();
    }

    /** An unsolicited neighbour advertisement (RFC 4861 section 7.2.6). */
    private static byte[] advertisement(InetAddress address, MacAddress mac) {
        byte[] message =
                ByteBuffer.allocate(32)
                        .put((byte) ADVERTISEMENT)
                        .putInt(4, OVERRIDE)
                        .put(8, address.getAddress())
                        .put(24, new byte[] {2, 1}) // the target's link-layer address, 8 bytes
                        .put(26, mac.bytes())
                        .array();
        return icmp(mac, ALL_NODES_MAC, address.getAddress(), ALL_NODES, message);
    }

    /** To the solicited-node group of the address (RFC 4291 section 2.7.1). */
    private static byte[] solicitation(InetAddress address, MacAddress mac) {
        byte[] target = address.getAddress();
        byte[] message = ByteBuffer.allocate(24).put((byte) SOLICITATION).put(8, target).array();
        byte[] group = InetAddress.ofLiteral("ff02::1:ff00:0").getAddress();
        System.arraycopy(target, 13, group, 13, 3);
        byte[] groupMac = {0x33, 0x33, group[12], group[13], group[14], group[15]};
        return icmp(mac, groupMac, NOBODY6, group, message);
    }

    private static byte[] icmp(
            MacAddress mac, byte[] toMac, byte[] source, byte[] destination, byte[] message) {
        ByteBuffer.wrap(message).putShort(2, checksum(source, destination, message));
        return ByteBuffer.allocate(14 + 40 + message.length)
                .put(toMac)
                .put(mac.bytes())
                .putShort((short) ETH_P_IPV6)
                .putInt(0x60000000)
                .putShort((short) message.length)
                .put((byte) ICMPV6)
                .put((byte) 255)
                .put(source)
                .put(destination)
                .put(message)
                .array();
    }

    /** The checksum of the message and of the pseudo-header of RFC 8200 section 8.1. */
    private static short checksum(byte[] source, byte[] destination, byte[] message) {
        var all =
                ByteBuffer.allocate(40 + message.length)
                        .put(source)
                        .put(destination)
                        .putInt(message.length)
                        .putInt(ICMPV6)
                        .put(message)
                        .flip();
        int sum = 0;
        while (all.hasRemaining()) {
            sum += all.getShort() & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }
}
