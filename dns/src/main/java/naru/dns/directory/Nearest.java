package naru.dns.directory;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The order of addresses by how near they are to an asker: leading bits in common with an address
 * of its own (RFC 6724 section 5, rule 9), so it comes first itself. Equally near ones always come
 * in the same order.
 */
final class Nearest {
    private Nearest() {}

    static List<InetAddress> first(List<InetAddress> addresses, List<InetAddress> own) {
        return addresses.stream()
                .sorted(
                        Comparator.comparingInt((InetAddress each) -> -nearness(each, own))
                                .thenComparing(InetAddress::getAddress, Arrays::compareUnsigned))
                .toList();
    }

    private static int nearness(InetAddress address, List<InetAddress> own) {
        return own.stream().mapToInt(mine -> commonBits(address, mine)).max().orElse(0);
    }

    private static int commonBits(InetAddress one, InetAddress other) {
        byte[] a = one.getAddress();
        byte[] b = other.getAddress();
        int octet = Arrays.mismatch(a, b);
        if (a.length != b.length || octet < 0) {
            return a.length == b.length ? a.length * 8 : 0;
        }
        int difference = (a[octet] ^ b[octet]) & 0xff;
        return octet * 8 + Integer.numberOfLeadingZeros(difference) - 24;
    }
}
