package naru.network.dhcp;

import naru.network.address.MacAddress;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A DHCP message in UDP, IPv4 and Ethernet.
 *
 * @param peer the server's MAC address
 */
record DhcpFrame(MacAddress peer, DhcpMessage message) {
    static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
    static final InetAddress ALL = InetAddress.ofLiteral("255.255.255.255");

    private static final int ETH_P_IP = 0x0800; // linux/if_ether.h
    private static final int UDP = 17;
    private static final int CLIENT = 68; // RFC 2131 section 4.1
    private static final int SERVER = 67;
    private static final int ETHERNET = 14;
    private static final int IP = 20;
    private static final int UDP_HEADER = 8;

    /** A frame from a client; {@code source} is unspecified while it has no address. */
    static byte[] of(
            DhcpMessage message, InetAddress source, InetAddress server, MacAddress serverMac) {
        byte[] payload = message.encode();
        int length = IP + UDP_HEADER + payload.length;
        var out = ByteBuffer.allocate(ETHERNET + length);
        out.put(serverMac.bytes()).put(message.mac().bytes()).putShort((short) ETH_P_IP);
        out.putShort((short) 0x4500).putShort((short) length).putInt(0);
        out.put((byte) 64).put((byte) UDP).putShort((short) 0);
        out.put(source.getAddress()).put(server.getAddress());
        out.putShort(ETHERNET + 10, checksum(out.array(), ETHERNET, IP));
        out.putShort((short) CLIENT).putShort((short) SERVER);
        out.putShort((short) (UDP_HEADER + payload.length)).putShort((short) 0); // no checksum
        return out.put(payload).array();
    }

    /** Parses a frame; empty unless it is a complete reply of a DHCP server. */
    static Optional<DhcpFrame> decode(byte[] frame) {
        if (frame.length < ETHERNET + IP + UDP_HEADER || u16(frame, 12) != ETH_P_IP) {
            return Optional.empty();
        }
        int header = (frame[ETHERNET] & 0xf) * 4;
        int udp = ETHERNET + header;
        boolean ours =
                (frame[ETHERNET] & 0xf0) == 0x40
                        && header >= IP
                        && (u16(frame, ETHERNET + 6) & 0x3fff) == 0 // not a fragment
                        && frame[ETHERNET + 9] == UDP
                        && frame.length >= udp + UDP_HEADER
                        && u16(frame, udp) == SERVER
                        && u16(frame, udp + 2) == CLIENT;
        if (!ours) {
            return Optional.empty();
        }
        int end = Math.min(frame.length, udp + u16(frame, udp + 4));
        if (end < udp + UDP_HEADER) {
            return Optional.empty();
        }
        var peer = MacAddress.of(Arrays.copyOfRange(frame, 6, 12));
        return DhcpMessage.decode(Arrays.copyOfRange(frame, udp + UDP_HEADER, end))
                .map(message -> new DhcpFrame(peer, message));
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static short checksum(byte[] bytes, int from, int length) {
        int sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += u16(bytes, from + i);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }
}
