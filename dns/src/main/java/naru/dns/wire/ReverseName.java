package naru.dns.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Names of reverse lookups: {@code in-addr.arpa} (RFC 1035 section 3.5) and {@code ip6.arpa} (RFC
 * 3596).
 */
public final class ReverseName {
    private static final String IPV4 = ".in-addr.arpa";
    private static final String IPV6 = ".ip6.arpa";

    private ReverseName() {}

    /** The address of a reverse name; empty if it is not a complete one. */
    public static Optional<InetAddress> address(String name) {
        if (name.endsWith(IPV4)) {
            return parse(name.substring(0, name.length() - IPV4.length()), 4, 3, 10);
        }
        if (name.endsWith(IPV6)) {
            return parse(name.substring(0, name.length() - IPV6.length()), 32, 1, 16);
        }
        return Optional.empty();
    }

    /**
     * Parses {@code count} numbers of at most {@code digits} digits each, in reverse order of the
     * address.
     */
    private static Optional<InetAddress> parse(String labels, int count, int digits, int radix) {
        var parts = labels.split("\\.", -1);
        if (parts.length != count) {
            return Optional.empty();
        }
        int bits = radix == 16 ? 4 : 8;
        var address = new byte[count * bits / 8];
        for (int i = 0; i < count; i++) {
            int value = number(parts[count - 1 - i], digits, radix);
            if (value < 0 || value >= 1 << bits) {
                return Optional.empty();
            }
            int at = i * bits / 8;
            address[at] = (byte) ((address[at] << bits) | value);
        }
        return Optional.of(of(address));
    }

    private static int number(String text, int digits, int radix) {
        boolean plain = !text.isEmpty() && text.length() <= digits;
        for (int i = 0; plain && i < text.length(); i++) {
            plain = Character.digit(text.charAt(i), radix) >= 0 && text.charAt(i) < 0x80;
        }
        return plain ? Integer.parseInt(text, radix) : -1;
    }

    private static InetAddress of(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }
}
