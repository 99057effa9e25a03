package naru.container;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Addresses as people write them. RFC 5952 for IPv6, which Java's own text does not follow. */
final class AddressText {
    private AddressText() {}

    static String of(InetAddress address) {
        return address instanceof Inet4Address
                ? address.getHostAddress()
                : compress(address.getAddress());
    }

    private static String compress(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int begin = 0;
        int length = 0;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                begin = i;
                length = end - i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (length > 1 && i == begin) {
                text.append("::");
                i += length - 1;
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
