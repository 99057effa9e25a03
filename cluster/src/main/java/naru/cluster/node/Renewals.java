package naru.cluster.node;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** When certificates are renewed: at a random time in between 50 and 80 % of their validity. */
final class Renewals {
    private static final double EARLIEST = 0.5;
    private static final double LATEST = 0.8;

    private Renewals() {}

    static Instant next(NodeFolder folder, Clock clock) throws IOException {
        try {
            var certificate = folder.certificate();
            return within(
                    clock.instant(),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    ThreadLocalRandom.current().nextDouble());
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate of this node is damaged", e);
        }
    }

    /**
     * @param random from 0 to 1
     */
    static Instant within(Instant now, Instant from, Instant to, double random) {
        var validity = Duration.between(from, to);
        double part = EARLIEST + random * (LATEST - EARLIEST);
        var time = from.plusMillis((long) (validity.toMillis() * part));
        return time.isBefore(now) ? now : time;
    }
}
