package naru.cluster.identity;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;

/** Ids of a cluster's objects: 25 digits of base 36, as swarmkit's. */
public final class Ids {
    static final int LENGTH = 25;
    private static final int BASE = 36;
    private static final int BYTES = 17;

    private static final SecureRandom random = new SecureRandom();

    private Ids() {}

    public static String next() {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return of(bytes);
    }

    /** The id of what has this digest, of at least 17 bytes. */
    public static String of(byte[] digest) {
        var bytes = Arrays.copyOf(digest, BYTES);
        bytes[0] |= (byte) 0x80; // so that no digit is missing
        return new BigInteger(1, bytes).toString(BASE).substring(1, 1 + LENGTH);
    }

    /** A number as digits of base 36. */
    static String digits(byte[] number, int length) {
        var digits = new BigInteger(1, number).toString(BASE);
        return "0".repeat(length - digits.length()) + digits;
    }
}
