package naru.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;

/**
 * An upstream name server and its statistics: latency, availability, and whether it preserves
 * letter case. For any thread.
 */
public final class Upstream {
    /** The timeout of one that has never answered yet, in milliseconds. */
    private static final long FIRST_TIMEOUT_MILLIS = 250;

    private static final long MIN_TIMEOUT_MILLIS = 150;
    private static final long MAX_TIMEOUT_MILLIS = 800;
    private static final Duration MIN_PROBE_PAUSE = Duration.ofSeconds(2);
    private static final Duration MAX_PROBE_PAUSE = Duration.ofSeconds(60);

    /**
     * The number of times that another one has to be faster before this one counts as unresponsive.
     */
    private static final int MAX_OVERTAKEN = 2;

    /**
     * The number of consecutive replies with changed letter case before random case is disabled for
     * it.
     */
    private static final int MAX_CASE_CHANGES = 2;

    private static final Duration PLAIN_CASE_TIME = Duration.ofHours(1);

    private final InetSocketAddress address;
    private double milliseconds = -1; // smoothed as in RFC 6298
    private double deviation;
    private int overtaken;
    private int failures;
    private int caseChanges;
    private Instant probeAt = Instant.MIN;
    private Instant plainCaseUntil = Instant.MIN;
    private long asked;
    private long answered;

    Upstream(InetSocketAddress address) {
        this.address = address;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Its current statistics. */
    public synchronized Health health() {
        return new Health(address, failures == 0, milliseconds, asked, answered, failures);
    }

    synchronized void asked() {
        asked++;
    }

    synchronized boolean isTrusted() {
        return failures == 0;
    }

    /** Whether an unresponsive one is due for a probe; returns true once per probe. */
    synchronized boolean isDue(Instant now) {
        if (failures == 0 || now.isBefore(probeAt)) {
            return false;
        }
        probeAt = now.plus(MAX_PROBE_PAUSE); // until the probe has a result
        return true;
    }

    /** Silence after which another one is queried, too, in milliseconds. */
    synchronized long patience() {
        if (milliseconds < 0) {
            return FIRST_TIMEOUT_MILLIS;
        }
        long usual = (long) (2 * milliseconds + 4 * deviation);
        return Math.clamp(usual, MIN_TIMEOUT_MILLIS, MAX_TIMEOUT_MILLIS);
    }

    synchronized void answered(long nanoseconds) {
        double sample = nanoseconds / 1e6;
        if (milliseconds < 0) {
            milliseconds = sample;
            deviation = sample / 2;
        } else {
            deviation += (Math.abs(sample - milliseconds) - deviation) / 4;
            milliseconds += (sample - milliseconds) / 8;
        }
        answered++;
        overtaken = 0;
        failures = 0;
    }

    /** Another one was queried later and answered first. */
    synchronized void overtaken(Instant now) {
        if (++overtaken >= MAX_OVERTAKEN) {
            failed(now);
        }
    }

    /** It did not answer or is not listening. Doubles the pause before the next probe. */
    synchronized void failed(Instant now) {
        var pause = MIN_PROBE_PAUSE.multipliedBy(1L << Math.min(failures, 5));
        probeAt = now.plus(pause.compareTo(MAX_PROBE_PAUSE) < 0 ? pause : MAX_PROBE_PAUSE);
        failures++;
    }

    /** Whether its replies preserve letter case, as far as is known. */
    synchronized boolean keepsCase(Instant now) {
        return now.isAfter(plainCaseUntil);
    }

    synchronized void keptCase() {
        caseChanges = 0;
    }

    /** It answered a query in plain case after a reply to random case was changed. */
    synchronized void foldedCase(Instant now) {
        if (++caseChanges >= MAX_CASE_CHANGES) {
            plainCaseUntil = now.plus(PLAIN_CASE_TIME);
            caseChanges = 0;
        }
    }

    /**
     * The state of an upstream.
     *
     * @param answers whether it answered the last query
     * @param milliseconds smoothed latency; negative before the first answer
     * @param asked queries sent to it
     * @param answered accepted replies
     * @param failures since the last answer
     */
    public record Health(
            InetSocketAddress address,
            boolean answers,
            double milliseconds,
            long asked,
            long answered,
            int failures) {}
}
