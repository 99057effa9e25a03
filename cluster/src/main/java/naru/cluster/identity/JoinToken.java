package naru.cluster.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * What a node needs to join: the digest of the cluster's root certificate, which it can then fetch
 * from any address, and a secret. Docker's format, so that the CLI prints what its users know:
 * {@code SWMTKN-1-DIGEST-SECRET}, both in base 36.
 *
 * @param digest SHA-256 of the root certificates as PEM
 */
public record JoinToken(String digest, String secret) {
    private static final Pattern FORM = Pattern.compile("SWMTKN-1-([a-z0-9]{50})-([a-z0-9]{25})");
    private static final int DIGEST_DIGITS = 50;
    private static final int SECRET_BYTES = 16;

    /** A token with a new secret. */
    public static JoinToken next(String rootPem) {
        var secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new JoinToken(digestOf(rootPem), Ids.digits(secret, Ids.LENGTH));
    }

    /**
     * Reads what {@code docker swarm join-token} has printed.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static JoinToken parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("invalid join token");
        }
        return new JoinToken(matcher.group(1), matcher.group(2));
    }

    /** Whether these are the root certificates that the token was made for. */
    public boolean fits(String rootPem) {
        return digest.equals(digestOf(rootPem));
    }

    /** Compares secrets in constant time. */
    public boolean hasSecretOf(JoinToken other) {
        return MessageDigest.isEqual(
                secret.getBytes(StandardCharsets.US_ASCII),
                other.secret.getBytes(StandardCharsets.US_ASCII));
    }

    private static String digestOf(String rootPem) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return Ids.digits(
                    sha.digest(rootPem.getBytes(StandardCharsets.US_ASCII)), DIGEST_DIGITS);
        } catch (NoSuchAlgorithmException impossible) { // of every JDK
            throw new IllegalStateException(impossible);
        }
    }

    /** The secret is not part of it. */
    @Override
    public String toString() {
        return "SWMTKN-1-" + digest + "-…";
    }

    /** With the secret, for those who may read it. */
    public String text() {
        return "SWMTKN-1-" + digest + "-" + secret;
    }
}
