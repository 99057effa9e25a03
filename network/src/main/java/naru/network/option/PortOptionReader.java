package naru.network.option;

import naru.network.address.Prefix;
import naru.network.model.NaruException;
import naru.network.model.PortOptions;
import naru.network.model.PortOptions.RateLimit;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads the options of bridge ports from those of an endpoint or a network. */
public final class PortOptionReader {
    /** Rate limits from the container's view. */
    static final String RATE_IN = "naru.endpoint.rate_in";

    static final String RATE_OUT = "naru.endpoint.rate_out";

    static final String ADDRESSES = "naru.endpoint.addresses";
    private static final String TIMES = "com.docker.network.advertise_addr_nmsgs";
    private static final String PAUSE = "com.docker.network.advertise_addr_ms";

    private static final Pattern RATE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(|k|m|g)(?:bit)?");
    private static final long MIN_RATE = 1000; // 8 kbit/s: lower values are probably a mistake
    private static final long MAX_RATE = 125_000_000_000L; // 1 Tbit/s
    private static final int MAX_TIMES = 3; // RFC 4861, MAX_NEIGHBOR_ADVERTISEMENT
    private static final int MIN_PAUSE = 100; // milliseconds
    private static final int MAX_PAUSE = 2000;

    private PortOptionReader() {}

    /**
     * Reads the options of an endpoint; ignores unknown ones.
     *
     * @throws NaruException.Invalid naming the invalid one
     */
    static PortOptions ofEndpoint(Map<String, String> options) {
        return new PortOptions(
                addresses(options.getOrDefault(ADDRESSES, "")),
                rate(options, RATE_IN),
                rate(options, RATE_OUT),
                times(options),
                pause(options));
    }

    /**
     * Reads the defaults of a network's endpoints. A network created by an earlier release may have
     * invalid announcements, which are ignored.
     *
     * @throws NaruException.Invalid if a rate is invalid
     */
    public static PortOptions ofNetwork(Map<String, String> options) {
        boolean valid;
        try {
            checkAnnouncements(options);
            valid = true;
        } catch (NaruException.Invalid ignored) {
            valid = false;
        }
        return new PortOptions(
                List.of(),
                rate(options, RATE_IN),
                rate(options, RATE_OUT),
                valid ? times(options) : OptionalInt.empty(),
                valid ? pause(options) : Optional.empty());
    }

    /**
     * Checks the announcements of a new network.
     *
     * @throws NaruException.Invalid naming the invalid option
     */
    public static void checkAnnouncements(Map<String, String> options) {
        times(options);
        pause(options);
    }

    /** Reads an option such as {@code 10mbit}; empty if it is not set. */
    private static Optional<RateLimit> rate(Map<String, String> options, String name) {
        var text = options.getOrDefault(name, "").strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var match = RATE.matcher(text);
        if (!match.matches()) {
            throw invalidRate(name, text);
        }
        var bits = new BigDecimal(match.group(1)).multiply(unit(match.group(2)));
        var bytes = bits.divide(BigDecimal.valueOf(8)).toBigInteger();
        if (bytes.bitLength() >= Long.SIZE
                || bytes.longValueExact() < MIN_RATE
                || bytes.longValueExact() > MAX_RATE) {
            throw invalidRate(name, text);
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

    private static NaruException invalidRate(String name, String text) {
        return OptionReader.invalidOption(
                name, text, "wanted are bits a second, such as 512kbit, 10mbit or 1gbit");
    }

    /** Reads {@code 10.0.0.100 192.168.0.0/24 fd00::/64}; commas are accepted as well. */
    private static List<Prefix> addresses(String text) {
        var list = new ArrayList<Prefix>();
        for (var part : text.split("[,\\s]+")) {
            if (!part.isBlank()) {
                var prefix = prefix(part);
                if (list.stream().anyMatch(prefix::overlaps)) {
                    throw invalidAddress(part, "it overlaps with another one");
                }
                list.add(prefix);
            }
        }
        return list;
    }

    private static Prefix prefix(String text) {
        try {
            var length = text.contains("/") ? "" : text.contains(":") ? "/128" : "/32";
            return Prefix.parse(text + length).masked();
        } catch (IllegalArgumentException e) {
            throw invalidAddress(text, "not an address or a network");
        }
    }

    private static NaruException invalidAddress(String text, String why) {
        return OptionReader.invalidOption(ADDRESSES, text, why);
    }

    private static OptionalInt times(Map<String, String> options) {
        return number(options, TIMES, "an integer", 0, MAX_TIMES);
    }

    private static Optional<Duration> pause(Map<String, String> options) {
        var millis = number(options, PAUSE, "integer milliseconds", MIN_PAUSE, MAX_PAUSE);
        return millis.isPresent()
                ? Optional.of(Duration.ofMillis(millis.getAsInt()))
                : Optional.empty();
    }

    private static OptionalInt number(
            Map<String, String> options, String name, String kind, int min, int max) {
        var text = options.get(name);
        if (text == null) {
            return OptionalInt.empty();
        }
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new NaruException.Invalid(
                    "value for option %s \"%s\" must be %s".formatted(name, text, kind));
        }
        if (value < min || value > max) {
            throw new NaruException.Invalid(
                    "%s must be in the range %d to %d".formatted(name, min, max));
        }
        return OptionalInt.of(value);
    }
}
