package naru.dns.directory;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Orders addresses by their distance from a client: the number of leading bits in common with one
 * of its addresses (RFC 6724 section 5, rule 9), so the client itself comes first. The order of
 * equal distances is stable.
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
