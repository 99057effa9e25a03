package naru.proxy.rule;

import java.math.BigInteger;
import java.net.InetAddress;

/** The addresses that share the first {@code length} bits; an address alone is a range of one. */
public record AddressRange(InetAddress base, int length) {
    public AddressRange {
        if (length < 0 || length > base.getAddress().length * 8) {
            throw new RuleSyntaxException(
                    "\"" + base.getHostAddress() + "/" + length + "\" is no address range");
        }
    }

    /**
     * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or an address.
     *
     * @throws RuleSyntaxException if it is neither
     */
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        try {
            var base = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            return new AddressRange(
                    base,
                    slash < 0
                            ? base.getAddress().length * 8
                            : Integer.parseInt(text.substring(slash + 1)));
        } catch (IllegalArgumentException ignored) {
            throw new RuleSyntaxException(
                    "\"" + text + "\" is neither an address nor a range such as 192.0.2.0/24");
        }
    }

    public boolean contains(InetAddress address) {
        var mine = base.getAddress();
        var other = address.getAddress();
        int drop = mine.length * 8 - length;
        return mine.length == other.length
                && new BigInteger(1, mine)
                        .shiftRight(drop)
                        .equals(new BigInteger(1, other).shiftRight(drop));
    }

    @Override
    public String toString() {
        return base.getHostAddress() + "/" + length;
    }
}
