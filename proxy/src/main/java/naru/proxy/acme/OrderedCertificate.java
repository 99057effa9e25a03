package naru.proxy.acme;

import naru.proxy.model.Problem;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * A certificate that a route wants, and what is known about its orders.
 *
 * @param file of the certificate
 * @param certificate empty if there is none yet
 * @param next the time of the next order; in the past for one that is under way
 * @param failures of orders in a row
 * @param error of the last one; empty after a success
 */
public record OrderedCertificate(
        CertificateRequest request,
        Path file,
        Optional<X509Certificate> certificate,
        Instant next,
        int failures,
        String error) {
    /** A certificate that is missing after a failure, or has little time left. */
    Optional<Problem> problem(Instant now) {
        if (failures == 0
                || certificate.filter(found -> !RenewalTimes.isLate(found, now)).isPresent()) {
            return Optional.empty();
        }
        var state =
                certificate
                        .map(found ->
                                "its certificate ends at "
                                        + found.getNotAfter().toInstant()
                                        + " and is not renewed: ")
                        .orElse("it has no certificate yet: ");
        return Optional.of(
                new Problem(
                        request.claimant(),
                        "router " + request.route(),
                        state + error + "; the next attempt is at " + next));
    }
}
