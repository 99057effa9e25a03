package naru.api.wire;

import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times in the formats of Docker's clients. */
public final class Times {
    private Times() {}

    /**
     * Parses seconds since 1970 with up to nine decimals, RFC 3339, or a duration before {@code
     * now} such as {@code 10m}. Null for an empty text and for 0, which mean "not given".
     */
    public static @Nullable Instant parse(String text, Instant now) {
        if (text.isEmpty() || text.equals("0")) {
            return null;
        }
        try {
            var last = text.charAt(text.length() - 1);
            if (text.contains("T")) {
                return OffsetDateTime.parse(text).toInstant();
            }
            return Character.isLetter(last) ? now.minus(duration(text)) : seconds(text);
        } catch (NumberFormatException | DateTimeException | ArithmeticException ignored) {
            throw new NaruException.Invalid(
                    "failed to parse value as time or duration: \"" + text + "\"");
        }
    }

    private static Instant seconds(String text) {
        var dot = text.indexOf('.');
        if (dot < 0) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        var fraction = (text.substring(dot + 1) + "000000000").substring(0, 9);
        return Instant.ofEpochSecond(
                Long.parseLong(text.substring(0, dot)), Long.parseLong(fraction));
    }

    /** A duration in Go's format: {@code 1h30m}, {@code 1.5s}, {@code 200ms}. */
    static Duration duration(String text) {
        var total = Duration.ZERO;
        var at = 0;
        while (at < text.length()) {
            var unit = at;
            while (unit < text.length() && !Character.isLetter(text.charAt(unit))) {
                unit++;
            }
            var next = unit;
            while (next < text.length() && Character.isLetter(text.charAt(next))) {
                next++;
            }
            var nanos =
                    Double.parseDouble(text.substring(at, unit))
                            * nanosOf(text.substring(unit, next));
            total = total.plusNanos((long) nanos);
            at = next;
        }
        return total;
    }

    private static double nanosOf(String unit) {
        return switch (unit) {
            case "h" -> 3600e9;
            case "m" -> 60e9;
            case "s" -> 1e9;
            case "ms" -> 1e6;
            case "us", "µs" -> 1e3;
            case "ns" -> 1;
            default -> throw new NumberFormatException("unknown unit " + unit);
        };
    }
}
