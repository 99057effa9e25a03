package naru.network.live;

import naru.network.address.MacAddress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Ethernet frames with everything in them free to choose. Each holds {@link #MARK}. */
final class Frames {
    /** By which a frame of ours is known among those that the kernel sends. */
    static final byte[] MARK = {'n', 'a', 'r', 'u', '!', 'n', 'a', 'r', 'u', '!'};

    static final MacAddress BROADCAST = MacAddress.parse("ff:ff:ff:ff:ff:ff");
    static final int ARP = 0x0806;
    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;
    static final int VLAN = 0x8100;

    private Frames() {}

    static byte[] ethernet(MacAddress from, int type, byte[] payload) {
        return ByteBuffer.allocate(14 + payload.length + MARK.length)
                .put(BROADCAST.bytes())
                .put(from.bytes())
                .putShort((short) type)
                .put(payload)
                .put(MARK)
                .array();
    }

    /** A request that tells {@code sender} to be at {@code mac}: RFC 826. */
    static byte[] arp(MacAddress mac, InetAddress sender, InetAddress target) {
        return ByteBuffer.allocate(28)
                .putShort((short) 1)
                .putShort((short) IPV4)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1)
                .put(mac.bytes())
                .put(sender.getAddress())
                .put(new byte[6])
                .put(target.getAddress())
                .array();
    }

    /** A tag of VLAN 0 and what is behind it. */
    static byte[] tagged(int type, byte[] payload) {
        return ByteBuffer.allocate(4 + payload.length)
                .putShort((short) 0)
                .putShort((short) type)
                .put(payload)
                .array();
    }

    /** A packet of {@code protocol}, IPv4 or IPv6 as the addresses are, and a mark in it. */
    static byte[] ip(InetAddress from, InetAddress to, int protocol, byte[] content) {
        var payload =
                ByteBuffer.allocate(content.length + MARK.length).put(content).put(MARK).array();
        return from instanceof Inet4Address
                ? ipv4(from, to, protocol, payload)
                : ipv6(from, to, protocol, payload);
    }

    private static byte[] ipv4(InetAddress from, InetAddress to, int protocol, byte[] payload) {
        var packet =
                ByteBuffer.allocate(20 + payload.length)
                        .putShort((short) 0x4500)
                        .putShort((short) (20 + payload.length))
                        .putInt(0)
                        .put((byte) 64)
                        .put((byte) protocol)
                        .putShort((short) 0)
                        .put(from.getAddress())
                        .put(to.getAddress())
                        .put(payload);
        packet.putShort(10, checksum(packet, 20));
        return packet.array();
    }

    /** RFC 1071. */
    private static short checksum(ByteBuffer packet, int bytes) {
        int sum = 0;
        for (int i = 0; i < bytes; i += 2) {
            sum += packet.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }

    private static byte[] ipv6(InetAddress from, InetAddress to, int protocol, byte[] payload) {
        return ByteBuffer.allocate(40 + payload.length)
                .putInt(0x60000000)
                .putShort((short) payload.length)
                .put((byte) protocol)
                .put((byte) 255)
                .put(from.getAddress())
                .put(to.getAddress())
                .put(payload)
                .array();
    }

    static byte[] udp(int fromPort, int toPort) {
        return ByteBuffer.allocate(8)
                .putShort((short) fromPort)
                .putShort((short) toPort)
                .putShort((short) 8)
                .array();
    }

    /** An ICMPv6 message about {@code target}: RFC 4861 section 4. */
    static byte[] neighbour(int type, InetAddress target) {
        return ByteBuffer.allocate(24).put((byte) type).put(8, target.getAddress()).array();
    }
}
