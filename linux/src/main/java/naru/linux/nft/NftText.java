package naru.linux.nft;

import naru.linux.EthernetAddress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Values as nft prints them. */
final class NftText {
    private NftText() {}

    static String of(NftType type, byte[] bytes) {
        return switch (type) {
            case IPV4_ADDRESS, IPV6_ADDRESS -> address(bytes);
            case ETHERNET_ADDRESS -> EthernetAddress.of(bytes).toString();
            case INTERFACE_NAME -> name(bytes);
            case INET_SERVICE -> Integer.toString((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff));
            case INET_PROTOCOL -> protocol(bytes[0] & 0xff);
            default -> number(bytes);
        };
    }

    private static String address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(wrongLength);
        }
    }

    /** Up to the first zero. */
    private static String name(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static String protocol(int number) {
        return switch (number) {
            case Nft.TCP -> "tcp";
            case Nft.UDP -> "udp";
            case Nft.SCTP -> "sctp";
            default -> Integer.toString(number);
        };
    }

    private static String number(byte[] bytes) {
        if (bytes.length != 4) {
            return java.util.HexFormat.of().formatHex(bytes);
        }
        return "0x"
                + Integer.toHexString(
                        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt());
    }
}
