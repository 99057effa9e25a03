package naru.network.address;

import naru.linux.address.Family;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * How addresses are written: IPv6 in the short form of RFC 5952, as the kernel's tools print it.
 */
public final class Addresses {
    private Addresses() {}

    /**
     * Reads an address without a zone, which would mean something on one host only.
     *
     * @throws IllegalArgumentException when the text is no address
     */
    public static InetAddress parse(String text) {
        if (text.contains("%")) {
            throw new IllegalArgumentException("invalid address: " + text + " has a zone");
        }
        return InetAddress.ofLiteral(text);
    }

    public static String text(InetAddress address) {
        return switch (address) {
            case Inet4Address v4 -> v4.getHostAddress();
            case Inet6Address v6 -> shortest(v6.getAddress());
            default -> address.getHostAddress();
        };
    }

    /** An address and a port, with brackets around IPv6: {@code [::1]:80}. */
    public static String withPort(InetAddress address, int port) {
        return Family.of(address) == Family.IPV6
                ? "[" + text(address) + "]:" + port
                : text(address) + ":" + port;
    }

    private static String shortest(byte[] raw) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (raw[2 * i] & 0xff) << 8 | (raw[2 * i + 1] & 0xff);
        }
        int start = -1;
        int longest = 1; // a single zero group is not shortened
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > longest) {
                start = i;
                longest = run;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
