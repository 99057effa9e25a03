package naru.linux.nft;

import naru.linux.EthernetAddress;
import naru.linux.address.Family;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A value of one type, or a range of them with both ends included, as bytes of the kernel's order.
 */
public final class NftValue {
    private static final int NAME_BYTES = 16; // IFNAMSIZ, linux/if.h

    private final NftType type;
    private final byte[] low;
    private final byte[] high;

    /** A range, or one value if both ends are equal. Each has the size of the type. */
    public NftValue(NftType type, byte[] low, byte[] high) {
        this.type = type;
        this.low = low.clone();
        this.high = high.clone();
    }

    public static NftValue address(InetAddress address) {
        return single(addressType(address), address.getAddress());
    }

    /** All addresses of a network. */
    public static NftValue prefix(InetAddress network, int prefixLength) {
        byte[] low = network.getAddress();
        byte[] high = low.clone();
        for (int bit = prefixLength; bit < low.length * 8; bit++) {
            low[bit / 8] &= (byte) ~(0x80 >> bit % 8);
            high[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        return new NftValue(addressType(network), low, high);
    }

    public static NftValue port(int port) {
        return single(NftType.INET_SERVICE, be16(port));
    }

    /** Ports {@code first} to {@code last}. */
    public static NftValue ports(int first, int last) {
        if (first > last) {
            throw new IllegalArgumentException("ports " + first + "-" + last);
        }
        return new NftValue(NftType.INET_SERVICE, be16(first), be16(last));
    }

    /** An IP protocol by its number: 6 is TCP, 17 is UDP. */
    public static NftValue protocol(int number) {
        return single(NftType.INET_PROTOCOL, new byte[] {(byte) number});
    }

    /** An ethernet protocol by its number: 0x0800 is IPv4. */
    public static NftValue etherType(int number) {
        return single(NftType.ETHERNET_TYPE, be16(number));
    }

    /** An ICMPv6 message type by its number: 134 is a router advertisement. */
    public static NftValue icmp6Type(int number) {
        return single(NftType.ICMPV6_TYPE, new byte[] {(byte) number});
    }

    /** A packet type for {@link Nft#pkttype}: {@code PACKET_*}. */
    public static NftValue packetType(int number) {
        return single(NftType.PACKET_TYPE, new byte[] {(byte) number});
    }

    /** A family for {@link Nft#nfproto}: IPv4 or IPv6. */
    public static NftValue family(Family family) {
        var table = family.choose(NftFamily.IP, NftFamily.IP6);
        return single(NftType.NFPROTO, new byte[] {(byte) table.number()});
    }

    /** The name of an interface. */
    public static NftValue link(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length >= NAME_BYTES) {
            throw new IllegalArgumentException("a link's name has 1 to 15 bytes: " + name);
        }
        return single(NftType.INTERFACE_NAME, Arrays.copyOf(bytes, NAME_BYTES));
    }

    public static NftValue ethernet(EthernetAddress address) {
        return single(NftType.ETHERNET_ADDRESS, address.octets());
    }

    public static NftValue mark(int mark) {
        return single(NftType.MARK, NftBytes.u32(mark));
    }

    public NftType type() {
        return type;
    }

    /** Whether low and high end differ. */
    public boolean isRange() {
        return !Arrays.equals(low, high);
    }

    /** Whether some value is in both ranges. The types are the same. */
    public boolean overlaps(NftValue other) {
        return Arrays.compareUnsigned(low, other.high) <= 0
                && Arrays.compareUnsigned(other.low, high) <= 0;
    }

    /** The value's bytes; of a range the low end. */
    public byte[] low() {
        return low.clone();
    }

    /** The value's bytes; of a range the high end. */
    public byte[] high() {
        return high.clone();
    }

    /** The low ends of values as a concatenation. */
    public static byte[] low(List<NftValue> values) {
        return concatenation(values, false);
    }

    /** The high ends of values as a concatenation. */
    public static byte[] high(List<NftValue> values) {
        return concatenation(values, true);
    }

    private static byte[] concatenation(List<NftValue> values, boolean high) {
        if (values.size() == 1) {
            NftValue only = values.getFirst();
            return high ? only.high() : only.low();
        }
        int length = 0;
        for (NftValue value : values) {
            length += NftBytes.padded(value.low.length);
        }
        byte[] all = new byte[length];
        int at = 0;
        for (NftValue value : values) {
            byte[] bytes = high ? value.high : value.low;
            System.arraycopy(bytes, 0, all, at, bytes.length);
            at += NftBytes.padded(bytes.length);
        }
        return all;
    }

    /** The prefix length of a value that is a prefix or a single value; else -1. */
    public int prefixLength() {
        int all = low.length * 8;
        int length = 0;
        while (length < all && bit(low, length) == bit(high, length)) {
            length++;
        }
        for (int i = length; i < all; i++) {
            if (bit(low, i) || !bit(high, i)) {
                return -1; // the rest of a prefix is zeros at the low end and ones at the high end
            }
        }
        return length;
    }

    private static boolean bit(byte[] bytes, int index) {
        return (bytes[index / 8] & 0x80 >> index % 8) != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NftValue that
                && type == that.type
                && Arrays.equals(low, that.low)
                && Arrays.equals(high, that.high);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + Arrays.hashCode(low)) + Arrays.hashCode(high);
    }

    /** As nft prints it, such as {@code 10.0.0.1} or {@code 8000-8010}. */
    @Override
    public String toString() {
        String first = NftText.of(type, low);
        return isRange() ? first + "-" + NftText.of(type, high) : first;
    }

    /** One value, in the byte order of the kernel. */
    public static NftValue single(NftType type, byte[] bytes) {
        return new NftValue(type, bytes, bytes);
    }

    /** The type of an address. */
    public static NftType addressType(InetAddress address) {
        return Family.of(address).choose(NftType.IPV4_ADDRESS, NftType.IPV6_ADDRESS);
    }

    private static byte[] be16(int port) {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("no port " + port);
        }
        return new byte[] {(byte) (port >> 8), (byte) port};
    }
}
