package naru.proxy.acme;

import naru.proxy.acme.AcmeServer.Window;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When certificates are renewed, failures repeated, and alarms given. */
final class RenewalTimes {
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(5);
    private static final Duration LAST_PAUSE = Duration.ofDays(1);
    private static final int PARTS = 1000; // of a share

    private RenewalTimes() {}

    /**
     * A third of the lifetime before the end, somewhat earlier for some names than for others. A
     * time that the directory proposes goes first, unless it leaves less than a tenth.
     *
     * @param id spreads certificates that were issued together
     */
    static Instant renewal(
            String id,
            X509Certificate certificate,
            Optional<Duration> before,
            Optional<Instant> proposed) {
        var end = certificate.getNotAfter().toInstant();
        var lifetime = lifetime(certificate);
        var latest = end.minus(lifetime.dividedBy(10));
        if (proposed.isPresent()) {
            return proposed.get().isBefore(latest) ? proposed.get() : latest;
        }
        var most = lifetime.multipliedBy(2).dividedBy(3);
        var wanted = before.orElse(lifetime.dividedBy(3));
        var margin = wanted.compareTo(most) > 0 ? most : wanted;
        return end.minus(margin).minus(share(id, lifetime.dividedBy(50)));
    }

    /** A moment of a window, another one for each certificate. */
    static Instant within(String id, Window window) {
        var length = Duration.between(window.start(), window.end());
        return length.isPositive() ? window.start().plus(share(id, length)) : window.start();
    }

    private static Duration share(String id, Duration whole) {
        return whole.multipliedBy(Math.floorMod(id.hashCode() * 31, PARTS)).dividedBy(PARTS);
    }

    /** Whether a renewal that fails has used up half of the time that was left for it. */
    static boolean isLate(X509Certificate certificate, Instant now) {
        var left = Duration.between(now, certificate.getNotAfter().toInstant());
        return left.compareTo(lifetime(certificate).dividedBy(6)) < 0;
    }

    private static Duration lifetime(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    }

    /**
     * The pause after failures in a row: 5 minutes, 15, 45, up to a day, each a fifth more or less.
     * So a name fails four times in an hour at most; Let's Encrypt permits five.
     *
     * @param random from 0 to 1
     */
    static Duration pause(int failures, double random) {
        var pause = FIRST_PAUSE;
        for (int i = 1; i < failures && pause.compareTo(LAST_PAUSE) < 0; i++) {
            pause = pause.multipliedBy(3);
        }
        var bounded = pause.compareTo(LAST_PAUSE) < 0 ? pause : LAST_PAUSE;
        return Duration.ofMillis(Math.round(bounded.toMillis() * (0.8 + 0.4 * random)));
    }
}
