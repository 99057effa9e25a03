package naru.container.image.format;

import naru.container.config.Healthcheck;
import naru.network.model.NaruException;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code HEALTHCHECK [--interval=30s …] CMD command}, or {@code HEALTHCHECK NONE}. */
final class HealthcheckLine {
    private static final Set<String> FLAGS =
            Set.of("interval", "timeout", "start-period", "start-interval", "retries");
    private static final Pattern SPAN = Pattern.compile("([0-9]*\\.?[0-9]+)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, BigDecimal> NANOS =
            Map.of(
                    "ns", BigDecimal.ONE,
                    "us", new BigDecimal(1_000),
                    "µs", new BigDecimal(1_000),
                    "ms", new BigDecimal(1_000_000),
                    "s", new BigDecimal(1_000_000_000),
                    "m", new BigDecimal(60_000_000_000L),
                    "h", new BigDecimal(3_600_000_000_000L));
    private static final int MAX_SPAN = 40; // characters

    private HealthcheckLine() {}

    static Healthcheck parse(String text) {
        var flags = new HashMap<String, String>();
        String rest = text;
        while (rest.startsWith("--")) {
            String[] parts = rest.split("\\s+", 2);
            int equals = parts[0].indexOf('=');
            String name = parts[0].substring(2, equals < 0 ? parts[0].length() : equals);
            if (!FLAGS.contains(name)) {
                throw new NaruException.Invalid("unknown flag: " + name);
            }
            flags.put(name, equals < 0 ? "" : parts[0].substring(equals + 1));
            rest = parts.length < 2 ? "" : parts[1].strip();
        }
        if (rest.isEmpty()) {
            throw new NaruException.Invalid("HEALTHCHECK requires at least one argument");
        }
        String[] parts = rest.split("\\s+", 2);
        String command = parts.length < 2 ? "" : parts[1].strip();
        return switch (parts[0].toUpperCase(Locale.ROOT)) {
            case "NONE" -> {
                if (!command.isEmpty()) {
                    throw new NaruException.Invalid("HEALTHCHECK NONE takes no arguments");
                }
                yield new Healthcheck(List.of("NONE"), 0, 0, 0, 0, 0);
            }
            case "CMD" -> check(command, flags);
            default ->
                    throw new NaruException.Invalid(
                            "Unknown type \"" + parts[0] + "\" in HEALTHCHECK (try CMD)");
        };
    }

    private static Healthcheck check(String command, Map<String, String> flags) {
        if (command.isEmpty()) {
            throw new NaruException.Invalid("Missing command after HEALTHCHECK CMD");
        }
        return new Healthcheck(
                test(command),
                span("interval", flags),
                span("timeout", flags),
                span("start-period", flags),
                span("start-interval", flags),
                retries(flags.getOrDefault("retries", "")));
    }

    private static List<String> test(String command) {
        var words = ExecForm.words(command);
        if (words == null) {
            return List.of("CMD-SHELL", command);
        }
        return Stream.concat(Stream.of("CMD"), words.stream()).toList();
    }

    private static int retries(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new NaruException.Invalid("--retries must be at least 0 (not " + text + ")");
        }
        return Integer.parseInt(text);
    }

    /** Nanoseconds; 0 for a missing flag. */
    private static long span(String flag, Map<String, String> flags) {
        String text = flags.getOrDefault(flag, "");
        if (text.isEmpty() || text.equals("0")) {
            return 0;
        }
        var parts = SPAN.matcher(text);
        var sum = BigDecimal.ZERO;
        int end = 0;
        while (text.length() <= MAX_SPAN && parts.find() && parts.start() == end) {
            sum =
                    sum.add(
                            new BigDecimal(parts.group(1))
                                    .multiply(NANOS.getOrDefault(parts.group(2), BigDecimal.ZERO)));
            end = parts.end();
        }
        if (end != text.length() || sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new NaruException.Invalid("time: invalid duration \"" + text + "\"");
        }
        long nanos = sum.longValue();
        if (nanos < 1_000_000 && nanos != 0) {
            throw new NaruException.Invalid("Interval \"" + flag + "\" cannot be less than 1ms");
        }
        return nanos;
    }
}
