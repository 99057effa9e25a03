package naru.container.image.format;

import naru.linux.Sha256;

import java.security.MessageDigest;
import java.util.HexFormat;

/** Digests in OCI's format: {@code sha256:} and 64 hexadecimal digits. */
public final class Digest {
    private static final String PREFIX = "sha256:";
    private static final int HEX_LENGTH = 64;

    private Digest() {}

    public static boolean isValid(String text) {
        return text.startsWith(PREFIX) && isHex(text.substring(PREFIX.length()));
    }

    /** Whether this is 64 lower-case hexadecimal digits. */
    static boolean isHex(String text) {
        if (text.length() != HEX_LENGTH) {
            return false;
        }
        for (int i = 0; i < HEX_LENGTH; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    public static MessageDigest sha256() {
        return Sha256.create();
    }

    public static String of(byte[] bytes) {
        return of(sha256().digest(bytes), PREFIX);
    }

    public static String finish(MessageDigest digest) {
        return of(digest.digest(), PREFIX);
    }

    private static String of(byte[] hash, String prefix) {
        return prefix + HexFormat.of().formatHex(hash);
    }

    /** The digits without the algorithm. */
    public static String hex(String digest) {
        return digest.startsWith(PREFIX) ? digest.substring(PREFIX.length()) : digest;
    }

    /** The short form of twelve digits. */
    public static String shortHex(String digest) {
        return hex(digest).substring(0, 12);
    }

    /** The name of a layer with all those below it; OCI image specification, "Layer ChainID". */
    public static String chain(String below, String diffId) {
        return below.isEmpty()
                ? diffId
                : of((below + " " + diffId).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
