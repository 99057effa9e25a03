package naru.linux.address;

import org.jspecify.annotations.Nullable;

import java.net.Inet4Address;
import java.net.InetAddress;

/** A family of addresses, in the order in which Docker lists them. */
public enum Family {
    IPV4("IPv4", 32, "0.0.0.0", "127.0.0.1"),
    IPV6("IPv6", 128, "::", "::1");

    private final String text;
    private final int bits;
    private final InetAddress any;
    private final InetAddress loopback;

    Family(String text, int bits, String any, String loopback) {
        this.text = text;
        this.bits = bits;
        this.any = InetAddress.ofLiteral(any);
        this.loopback = InetAddress.ofLiteral(loopback);
    }

    public static Family of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }

    public boolean has(InetAddress address) {
        return of(address) == this;
    }

    public Family other() {
        return choose(IPV6, IPV4);
    }

    /** The number of bits in an address. */
    public int bits() {
        return bits;
    }

    /** The unspecified address: {@code 0.0.0.0} or {@code ::}. */
    public InetAddress any() {
        return any;
    }

    /** {@code 127.0.0.1} or {@code ::1}. */
    public InetAddress loopback() {
        return loopback;
    }

    /** The value of this family, out of a pair. */
    public <T extends @Nullable Object> T choose(T ipv4, T ipv6) {
        return this == IPV4 ? ipv4 : ipv6;
    }

    /** {@code IPv4} or {@code IPv6}. */
    @Override
    public String toString() {
        return text;
    }
}
