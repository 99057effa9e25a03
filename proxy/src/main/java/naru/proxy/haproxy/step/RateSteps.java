package naru.proxy.haproxy.step;

import naru.proxy.haproxy.text.Replies;
import naru.proxy.model.Middleware.RateLimit;

import java.time.Duration;

/**
 * A bucket of {@code burst} tokens for each client, which gets {@code average} tokens in each
 * period; a request takes one, or is refused.
 *
 * <p>A bucket is stored as the time at which it will be full (the generic cell rate algorithm,
 * ITU-T I.371, annex A): a request adds the time of a token to it, and is refused if the bucket
 * would then be full later than in the time of {@code burst} tokens. The stick table has 32 bits
 * for that time, so that times are compared modulo 2^32, and 0 stands for a full bucket. Requests
 * of one client that are decided on in the same microseconds by several threads may take one token
 * together.
 */
final class RateSteps {
    private static final long MODULUS = 1L << 32;

    /** The longest time in which a bucket fills. */
    private static final Duration LONGEST = Duration.ofDays(7);

    /** Half of the time after which a count of microseconds repeats, with a margin. */
    private static final Duration MICROSECONDS = Duration.ofMinutes(30);

    private RateSteps() {}

    static void write(StepOutput out, RateLimit step) {
        if (step.average() == 0) {
            return;
        }
        double token = step.period().toNanos() / 1e3 / step.average(); // microseconds
        long fill = (long) Math.min(token * step.burst(), LONGEST.toNanos() / 1e3);
        boolean isShort = fill <= MICROSECONDS.toNanos() / 1000;
        long unit = isShort ? 1 : 1000; // microseconds
        long each = Math.max(1, Math.round(token / unit));
        long most = Math.max(0, fill / unit - each);
        long second = 1_000_000 / unit;

        var counter = out.counter("ipv6", "gpt0", Duration.ofMillis(fill / 1000 + 1000));
        var stored = "sc_get_gpt0(" + counter.number() + ")";
        var now = out.variable();
        var left = out.variable(); // until the bucket is full
        out.request("track-sc" + counter.number() + " src table " + counter.table());
        out.request("set-var(" + now + ") date(0," + (isShort ? "us" : "ms") + ")");
        out.request(
                "set-var(" + left + ") " + stored + ",sub(" + now + "),and(" + (MODULUS - 1) + ")");
        out.request(
                "set-var("
                        + left
                        + ") int(0) if { var("
                        + left
                        + ") -m int ge "
                        + MODULUS / 2
                        + " } || { "
                        + stored
                        + " eq 0 }");
        var wait = "%%[var(%s),sub(%d),add(%d),div(%d)]".formatted(left, most, second - 1, second);
        out.requestLine(
                Replies.text(429, "too many requests")
                                .replaceFirst(" hdr ", " hdr Retry-After \"" + wait + "\" hdr ")
                        + " if { var("
                        + left
                        + ") -m int gt "
                        + most
                        + " }");
        out.request(
                "sc-set-gpt0("
                        + counter.number()
                        + ") var("
                        + left
                        + "),add("
                        + now
                        + "),add("
                        + each
                        + "),and("
                        + (MODULUS - 1)
                        + ")");
    }
}
