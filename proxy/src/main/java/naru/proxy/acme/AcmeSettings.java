package naru.proxy.acme;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * The key {@code acme} of the proxy in daemon.json.
 *
 * @param email the contact of the account; empty for none
 * @param agreed whether the operator agrees to the terms of the directory
 * @param hook the program that changes DNS records; needed for DNS-01
 * @param renewBefore the end of a certificate; a third of its lifetime if empty
 * @param authorities a file with the certificates that vouch for the directory itself; those of the
 *     Java platform if empty
 * @param external what the directory wants to see when the account is registered
 */
public record AcmeSettings(
        URI directory,
        String email,
        boolean agreed,
        Challenge challenge,
        Optional<Path> hook,
        Optional<Duration> renewBefore,
        Optional<Path> authorities,
        Optional<ExternalAccount> external) {
    public static final URI LETS_ENCRYPT =
            URI.create("https://acme-v02.api.letsencrypt.org/directory");
    static final URI STAGING = URI.create("https://acme-staging-v02.api.letsencrypt.org/directory");

    /** How control of a name is shown. */
    public enum Challenge {
        HTTP_01,
        DNS_01
    }

    /**
     * An account that the operator has at a directory (RFC 8555, section 7.3.4).
     *
     * @param key base64url, as directories print it
     */
    public record ExternalAccount(String id, String key) {
        private static final int LEAST_BYTES = 16;

        public ExternalAccount {
            if (Base64.getUrlDecoder().decode(key).length < LEAST_BYTES) {
                throw new IllegalArgumentException("the key is too short");
            }
        }

        /** Without the key, which is secret. */
        @Override
        public String toString() {
            return id;
        }
    }

    /** The directory for tests is that of Let's Encrypt; another one has none. */
    URI directory(boolean isTest) {
        return isTest && directory.equals(LETS_ENCRYPT) ? STAGING : directory;
    }

    /** Whether the directory may issue certificates for names that public ones must refuse. */
    boolean isPrivate() {
        return authorities.isPresent() || !PublicNames.isPublic(directory.getHost());
    }
}
