package naru.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;

/**
 * A name server that questions are passed on to, and what is remembered of it: how quick it is,
 * whether it answers at all, and whether it gives a name back in the letter case it was asked in.
 * For any thread.
 */
public final class Upstream {
    /** Patience with one that has never answered yet, in milliseconds. */
    private static final long FIRST_PATIENCE = 250;

    private static final long LEAST_PATIENCE = 150;
    private static final long MOST_PATIENCE = 800;
    private static final Duration FIRST_DISTRUST = Duration.ofSeconds(2);
    private static final Duration LONGEST_DISTRUST = Duration.ofSeconds(60);

    /** So often another one has to be quicker before this one is taken for dead. */
    private static final int OVERTAKEN_TOO_OFTEN = 2;

    /** So many names in other letters, and none in ours, before it is asked in plain ones. */
    private static final int FOLDED_TOO_OFTEN = 2;

    private static final Duration FOLDS_FOR = Duration.ofHours(1);

    private final InetSocketAddress address;
    private double milliseconds = -1; // smoothed as in RFC 6298
    private double deviation;
    private int overtaken;
    private int failures;
    private int folded;
    private Instant distrustedUntil = Instant.MIN;
    private Instant foldsUntil = Instant.MIN;
    private long asked;
    private long answered;

    Upstream(InetSocketAddress address) {
        this.address = address;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** What is known of it at the moment. */
    public synchronized Health health() {
        return new Health(address, failures == 0, milliseconds, asked, answered, failures);
    }

    synchronized void asked() {
        asked++;
    }

    synchronized boolean isTrusted() {
        return failures == 0;
    }

    /** Whether one that is not trusted should be tried again; says so once for each try. */
    synchronized boolean isDue(Instant now) {
        if (failures == 0 || now.isBefore(distrustedUntil)) {
            return false;
        }
        distrustedUntil = now.plus(LONGEST_DISTRUST); // until the try has told more
        return true;
    }

    /** Silence after which another one is asked too, in milliseconds. */
    synchronized long patience() {
        if (milliseconds < 0) {
            return FIRST_PATIENCE;
        }
        long usual = (long) (2 * milliseconds + 4 * deviation);
        return Math.clamp(usual, LEAST_PATIENCE, MOST_PATIENCE);
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

    /** Another one was asked later and answered first. */
    synchronized void overtaken(Instant now) {
        if (++overtaken >= OVERTAKEN_TOO_OFTEN) {
            failed(now);
        }
    }

    /** It did not answer, or nobody listens there. The pause before it is tried again doubles. */
    synchronized void failed(Instant now) {
        var pause = FIRST_DISTRUST.multipliedBy(1L << Math.min(failures, 5));
        distrustedUntil =
                now.plus(pause.compareTo(LONGEST_DISTRUST) < 0 ? pause : LONGEST_DISTRUST);
        failures++;
    }

    /** Whether its replies repeat a name letter by letter, as far as is known. */
    synchronized boolean keepsCase(Instant now) {
        return now.isAfter(foldsUntil);
    }

    synchronized void keptCase() {
        folded = 0;
    }

    /** It answered a question in plain letters after a reply to mixed ones had others in it. */
    synchronized void foldedCase(Instant now) {
        if (++folded >= FOLDED_TOO_OFTEN) {
            foldsUntil = now.plus(FOLDS_FOR);
            folded = 0;
        }
    }

    /**
     * How an upstream does.
     *
     * @param answers whether it answered when it was last asked
     * @param milliseconds that an answer takes, smoothed; negative before the first
     * @param asked questions sent to it
     * @param answered replies of it that were accepted
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
