package naru.network.driver.bridge;

import naru.linux.route.QdiscChange;
import naru.network.model.NaruException;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A rate limit in bytes per second. */
record RateLimit(long rate) {
    /** From the container's view; on a network, the default of its endpoints. */
    static final String IN = "naru.endpoint.rate_in";

    static final String OUT = "naru.endpoint.rate_out";

    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(|k|m|g)(?:bit)?");
    private static final long LEAST = 1000; // 8 kbit/s: lower values are probably a mistake
    private static final long MOST = 125_000_000_000L; // 1 Tbit/s
    private static final int LEAST_BURST = 16 << 10; // more than a jumbo frame
    private static final int MOST_BURST = 4 << 20;
    private static final int LEAST_QUEUE = 64 << 10;

    /** Reads an option such as {@code 10mbit}; empty if it is not set. */
    static Optional<RateLimit> of(Map<String, String> options, String name) {
        var text = options.getOrDefault(name, "").strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw invalid(name, text);
        }
        var bits = new BigDecimal(match.group(1)).multiply(unit(match.group(2)));
        var bytes = bits.divide(BigDecimal.valueOf(8)).toBigInteger();
        if (bytes.bitLength() >= Long.SIZE
                || bytes.longValueExact() < LEAST
                || bytes.longValueExact() > MOST) {
            throw invalid(name, text);
        }
        return Optional.of(new RateLimit(bytes.longValueExact()));
    }

    private static BigDecimal unit(String letter) {
        return switch (letter) {
            case "k" -> BigDecimal.valueOf(1_000);
            case "m" -> BigDecimal.valueOf(1_000_000);
            case "g" -> BigDecimal.valueOf(1_000_000_000);
            default -> BigDecimal.ONE;
        };
    }

    private static NaruException invalid(String name, String text) {
        return new NaruException.Invalid(
                "invalid %s value: %s: wanted are bits a second, such as 512kbit, 10mbit or 1gbit"
                        .formatted(name, text));
    }

    /** The qdisc of {@code link}: a burst of 10 ms, a queue of 50 ms. */
    QdiscChange.Limit on(int link) {
        int burst = Math.clamp(rate / 100, LEAST_BURST, MOST_BURST);
        int queue = Math.clamp(rate / 20 + burst, LEAST_QUEUE, Integer.MAX_VALUE);
        return new QdiscChange.Limit(link, rate, burst, queue);
    }
}
