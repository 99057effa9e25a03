package naru.proxy.acme;

import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** An ACME directory (RFC 8555), as far as orders need it. Each call is one or a few requests. */
interface AcmeServer {
    record Account(URI url, KeyPair key) {}

    /** Registers an account, or finds the one that the key has. */
    Account register(KeyPair key, String email) throws AcmeFailure;

    /**
     * Begins an order.
     *
     * @param replaced the certificate that it renews
     */
    URI begin(Account account, SortedSet<String> names, Optional<X509Certificate> replaced)
            throws AcmeFailure;

    Order order(Account account, URI order) throws AcmeFailure;

    /** Says that a challenge is answered and can be validated. */
    void trigger(Account account, URI challenge) throws AcmeFailure;

    /** Requests the certificate of an order that is ready. */
    void complete(Account account, URI order, KeyPair key) throws AcmeFailure;

    /** The chain of an order that is valid, the server's certificate first. */
    List<X509Certificate> certificate(Account account, URI order) throws AcmeFailure;

    /** When a certificate should be renewed; empty if the directory gives no times; RFC 9773. */
    Optional<Window> renewal(Account account, X509Certificate certificate) throws AcmeFailure;

    record Window(Instant start, Instant end) {}

    /** RFC 8555, section 7.1.6. */
    enum Status {
        PENDING,
        READY,
        PROCESSING,
        VALID,
        INVALID
    }

    /**
     * @param challenges those of the wanted kind, one for each name that is not validated yet
     * @param error why it is invalid
     * @param retryAfter the earliest time of the next look
     */
    record Order(
            Status status, List<Challenge> challenges, String error, Optional<Instant> retryAfter) {
        public Order {
            challenges = List.copyOf(challenges);
        }
    }

    /**
     * @param name without {@code *.}
     * @param token names the answer of HTTP-01
     * @param answer the key authorization of HTTP-01, the value of the record of DNS-01
     * @param isTriggered whether the server has begun to validate it
     */
    record Challenge(URI url, String name, String token, String answer, boolean isTriggered) {}
}
