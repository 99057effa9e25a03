package naru.network.address;

import naru.linux.address.Family;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * An address and the length of its network part, such as {@code 172.17.0.1/16}. Host bits may be
 * set: the same type serves an interface's address and a subnet; {@link #masked} turns the first
 * into the second.
 */
public record Prefix(InetAddress address, int length) implements Comparable<Prefix> {
    public Prefix {
        if (length < 0 || length > address.getAddress().length * 8) {
            throw new IllegalArgumentException(
                    "invalid prefix length " + length + " for " + address.getHostAddress());
        }
    }

    /**
     * Reads {@code 10.0.0.0/24} or {@code fd00::/64}.
     *
     * @throws IllegalArgumentException when the text is no prefix
     */
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("invalid CIDR address: " + text);
        }
        try {
            var address = Addresses.parse(text.substring(0, slash));
            return new Prefix(address, Integer.parseInt(text.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("invalid CIDR address: " + text, e);
        }
    }

    public Family family() {
        return Family.of(address);
    }

    /** The number of bits in an address of its family, 32 or 128. */
    public int bits() {
        return family().bits();
    }

    /** This prefix with its host bits cleared. */
    public Prefix masked() {
        return new Prefix(addressAt(BigInteger.ZERO), length);
    }

    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        int whole = length / 8;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != theirs[i]) {
                return false;
            }
        }
        int rest = length % 8;
        return rest == 0 || ((mine[whole] ^ theirs[whole]) & (0xff00 >> rest) & 0xff) == 0;
    }

    /** Whether every address of {@code other} is one of ours too. */
    public boolean contains(Prefix other) {
        return other.length >= length && contains(other.address);
    }

    public boolean overlaps(Prefix other) {
        return contains(other.address) || other.contains(address);
    }

    /** How many addresses the subnet has, network and broadcast address included. */
    public BigInteger size() {
        return BigInteger.ONE.shiftLeft(bits() - length);
    }

    /** The address {@code offset} places after the first of the subnet. */
    public InetAddress addressAt(BigInteger offset) {
        return toAddress(firstAsNumber().add(offset), bits() / 8);
    }

    /** How many places {@code inside} lies after the first address of the subnet. */
    public BigInteger offsetOf(InetAddress inside) {
        return new BigInteger(1, inside.getAddress()).subtract(firstAsNumber());
    }

    /** The same length with another address, such as a host's address in this subnet. */
    public Prefix withAddress(InetAddress other) {
        return new Prefix(other, length);
    }

    private BigInteger firstAsNumber() {
        int hostBits = bits() - length;
        return new BigInteger(1, address.getAddress()).shiftRight(hostBits).shiftLeft(hostBits);
    }

    private static InetAddress toAddress(BigInteger number, int bytes) {
        byte[] raw = number.toByteArray();
        byte[] padded = new byte[bytes];
        int from = Math.max(0, raw.length - bytes);
        int count = raw.length - from;
        System.arraycopy(raw, from, padded, bytes - count, count);
        try {
            return InetAddress.getByAddress(padded);
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // only for a wrong number of bytes
        }
    }

    @Override
    public int compareTo(Prefix other) {
        int family = family().compareTo(other.family());
        if (family != 0) {
            return family;
        }
        int order = Arrays.compareUnsigned(address.getAddress(), other.address.getAddress());
        return order != 0 ? order : Integer.compare(length, other.length);
    }

    @Override
    public String toString() {
        return Addresses.text(address) + "/" + length;
    }
}
