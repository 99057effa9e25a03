package naru.network.address;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** An Ethernet address in the low 48 bits of {@code value}. */
public record MacAddress(long value) {
    private static final HexFormat HEX = HexFormat.ofDelimiter(":");

    public MacAddress {
        if (value >>> 48 != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits");
        }
    }

    /**
     * Reads {@code 02:42:ac:11:00:02}.
     *
     * @throws IllegalArgumentException when the text is no Ethernet address
     */
    public static MacAddress parse(String text) {
        try {
            if (text.length() == 17) {
                return of(HEX.parseHex(text));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("invalid MAC address: " + text, e);
        }
        throw new IllegalArgumentException("invalid MAC address: " + text);
    }

    /** The address in six bytes, in the order in which they are sent. */
    public static MacAddress of(byte[] bytes) {
        if (bytes.length != 6) {
            throw new IllegalArgumentException("a MAC address has six bytes");
        }
        long value = 0;
        for (byte b : bytes) {
            value = value << 8 | (b & 0xff);
        }
        return new MacAddress(value);
    }

    /**
     * A unicast address of the locally administered kind (IEEE 802, second bit of the first byte).
     */
    public static MacAddress random(RandomGenerator random) {
        long bits = random.nextLong() & 0xffff_ffff_ffffL;
        return new MacAddress((bits & ~0x0100_0000_0000L) | 0x0200_0000_0000L);
    }

    /** Whether an interface can have it: neither a group's address (IEEE 802) nor all zero. */
    public boolean isUnicast() {
        return value != 0 && (value & 0x0100_0000_0000L) == 0;
    }

    public byte[] bytes() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (value >>> (40 - 8 * i));
        }
        return bytes;
    }

    @Override
    public String toString() {
        return HEX.formatHex(bytes());
    }
}
