package naru.cli.demo;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/** Formats ARP, ICMP and VXLAN frames like tcpdump. RFC 826, RFC 791, RFC 792, RFC 7348. */
final class Frames {
    private static final int ETHERNET = 14; // bytes of its header
    private static final int ARP = 0x0806; // linux/if_ether.h
    private static final int IPV4 = 0x0800;
    private static final int ICMP = 1; // IANA protocol numbers
    private static final int UDP = 17;
    private static final int VXLAN_PORT = 4789; // IANA
    private static final int TUNNEL_HEADERS = 8 + 8; // of UDP and VXLAN
    private static final HexFormat MAC = HexFormat.ofDelimiter(":");

    private Frames() {}

    /**
     * A line for an ARP or ICMP echo frame, or one in a tunnel; empty for others, or if truncated.
     */
    static Optional<String> describe(byte[] frame) {
        if (frame.length < ETHERNET) {
            return Optional.empty();
        }
        var bytes = ByteBuffer.wrap(frame);
        return switch (bytes.getShort(12) & 0xffff) {
            case ARP -> arp(bytes);
            case IPV4 -> ip(bytes);
            default -> Optional.empty();
        };
    }

    private static Optional<String> arp(ByteBuffer frame) {
        if (frame.limit() < ETHERNET + 28) {
            return Optional.empty();
        }
        String sender = address(frame, ETHERNET + 14);
        String target = address(frame, ETHERNET + 24);
        return switch (frame.getShort(ETHERNET + 6)) {
            case 1 -> Optional.of("ARP, Request who-has " + target + " tell " + sender);
            case 2 -> {
                byte[] mac = new byte[6];
                frame.get(ETHERNET + 8, mac);
                yield Optional.of("ARP, Reply " + sender + " is-at " + MAC.formatHex(mac));
            }
            default -> Optional.empty();
        };
    }

    private static Optional<String> ip(ByteBuffer frame) {
        if (frame.limit() < ETHERNET + 20) {
            return Optional.empty();
        }
        int at = ETHERNET + 4 * (frame.get(ETHERNET) & 0x0f);
        if (frame.limit() < at + 8) {
            return Optional.empty();
        }
        return switch (frame.get(ETHERNET + 9)) {
            case ICMP -> icmp(frame, at);
            case UDP -> vxlan(frame, at);
            default -> Optional.empty();
        };
    }

    private static Optional<String> vxlan(ByteBuffer frame, int at) {
        int inner = at + TUNNEL_HEADERS;
        if ((frame.getShort(at + 2) & 0xffff) != VXLAN_PORT || frame.limit() < inner) {
            return Optional.empty();
        }
        int vni = frame.getInt(at + 12) >>> 8;
        byte[] content = new byte[frame.limit() - inner];
        frame.get(inner, content);
        return Optional.of(
                "IP %s > %s: VXLAN, vni %d: %s"
                        .formatted(
                                address(frame, ETHERNET + 12),
                                address(frame, ETHERNET + 16),
                                vni,
                                describe(content).orElse("another frame")));
    }

    private static Optional<String> icmp(ByteBuffer frame, int at) {
        String kind =
                switch (frame.get(at)) {
                    case 0 -> "reply";
                    case 8 -> "request";
                    default -> "";
                };
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        String from = address(frame, ETHERNET + 12);
        String to = address(frame, ETHERNET + 16);
        int sequence = frame.getShort(at + 6) & 0xffff;
        return Optional.of("IP " + from + " > " + to + ": ICMP echo " + kind + ", seq " + sequence);
    }

    private static String address(ByteBuffer frame, int at) {
        byte[] address = new byte[4];
        frame.get(at, address);
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException onlyForOtherLengths) {
            throw new AssertionError(onlyForOtherLengths);
        }
    }
}
