package naru.network.driver;

import naru.network.model.MacAddress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Frames that say which MAC address an IP address has now. */
public final class NeighbourFrames {
    private static final int ETH_P_IP = 0x0800; // linux/if_ether.h
    private static final int ETH_P_ARP = 0x0806;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int ICMPV6 = 58; // IANA protocol numbers
    private static final byte[] EVERYBODY = HexFormat.of().parseHex("ffffffffffff");
    private static final byte[] ALL_NODES_MAC = HexFormat.of().parseHex("333300000001");
    private static final byte[] ALL_NODES = InetAddress.ofLiteral("ff02::1").getAddress();
    private static final int OVERRIDE = 0x20000000; // RFC 4861 section 4.4

    private NeighbourFrames() {}

    public static byte[] announcement(InetAddress address, MacAddress mac) {
        return address instanceof Inet4Address ? arp(address, mac) : neighbour(address, mac);
    }

    /** An ARP announcement: a request for the sender's own address (RFC 5227 section 3). */
    private static byte[] arp(InetAddress address, MacAddress mac) {
        return ByteBuffer.allocate(14 + 28)
                .put(EVERYBODY)
                .put(mac.bytes())
                .putShort((short) ETH_P_ARP)
                .putShort((short) 1) // Ethernet
                .putShort((short) ETH_P_IP)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1) // request
                .put(mac.bytes())
                .put(address.getAddress())
                .put(new byte[6])
                .put(address.getAddress())
                .array();
    }

    /** An unsolicited neighbour advertisement (RFC 4861 section 7.2.6). */
    private static byte[] neighbour(InetAddress address, MacAddress mac) {
        byte[] message =
                ByteBuffer.allocate(32)
                        .put((byte) 136)
                        .putInt(4, OVERRIDE)
                        .put(8, address.getAddress())
                        .put(24, new byte[] {2, 1}) // the target's link-layer address, 8 bytes
                        .put(26, mac.bytes())
                        .array();
        ByteBuffer.wrap(message).putShort(2, checksum(address.getAddress(), message));
        return ByteBuffer.allocate(14 + 40 + message.length)
                .put(ALL_NODES_MAC)
                .put(mac.bytes())
                .putShort((short) ETH_P_IPV6)
                .putInt(0x60000000)
                .putShort((short) message.length)
                .put((byte) ICMPV6)
                .put((byte) 255)
                .put(address.getAddress())
                .put(ALL_NODES)
                .put(message)
                .array();
    }

    /** Of the message and what RFC 8200 section 8.1 puts before it. */
    private static short checksum(byte[] source, byte[] message) {
        var all =
                ByteBuffer.allocate(40 + message.length)
                        .put(source)
                        .put(ALL_NODES)
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
