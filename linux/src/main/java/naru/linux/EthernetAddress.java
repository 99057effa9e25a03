package naru.linux;

/** A MAC address: the low 48 bits of {@code bits}, first octet highest. */
public record EthernetAddress(long bits) {
    public static final int BYTES = 6;

    public EthernetAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("more than 48 bits: " + Long.toHexString(bits));
        }
    }

    /**
     * From six octets.
     *
     * @throws IllegalArgumentException if there are not six
     */
    public static EthernetAddress of(byte[] octets) {
        if (octets.length != BYTES) {
            throw new IllegalArgumentException("a MAC address has 6 bytes, not " + octets.length);
        }
        long bits = 0;
        for (byte octet : octets) {
            bits = bits << 8 | (octet & 0xff);
        }
        return new EthernetAddress(bits);
    }

    /** Reads {@code 02:42:ac:11:00:02}. */
    public static EthernetAddress parse(String text) {
        if (text.length() != 17) {
            throw new IllegalArgumentException("not a MAC address: " + text);
        }
        long bits = 0;
        for (int i = 0; i < 17; i++) {
            if (i % 3 == 2) {
                if (text.charAt(i) != ':') {
                    throw new IllegalArgumentException("not a MAC address: " + text);
                }
                continue;
            }
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                throw new IllegalArgumentException("not a MAC address: " + text);
            }
            bits = bits << 4 | digit;
        }
        return new EthernetAddress(bits);
    }

    public byte[] octets() {
        byte[] octets = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            octets[i] = (byte) (bits >> (40 - 8 * i));
        }
        return octets;
    }

    @Override
    public String toString() {
        var text = new StringBuilder(17);
        for (int i = 0; i < BYTES; i++) {
            int octet = (int) (bits >> (40 - 8 * i)) & 0xff;
            text.append(i == 0 ? "" : ":")
                    .append(Character.forDigit(octet >> 4, 16))
                    .append(Character.forDigit(octet & 15, 16));
        }
        return text.toString();
    }
}
