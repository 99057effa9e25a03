package naru.network.option;

import naru.network.model.NaruException;

import java.net.InetAddress;
import java.util.Map;

/** Parses text options, with Docker's error messages. */
public record OptionReader(Map<String, String> options) {
    public String text(String name, String usual) {
        var value = options.get(name);
        return value == null || value.isEmpty() ? usual : value;
    }

    public boolean flag(String name, boolean usual) {
        var value = options.get(name);
        if (value == null || value.isEmpty()) {
            return usual;
        }
        return GoBool.parse(value).orElseThrow(() -> invalid(name, value, "strconv.ParseBool"));
    }

    public InetAddress address(String name, InetAddress usual) {
        var value = options.get(name);
        if (value == null || value.isEmpty()) {
            return usual;
        }
        try {
            return InetAddress.ofLiteral(value);
        } catch (IllegalArgumentException e) {
            throw new NaruException.Invalid(
                    "failed to parse %s value: %s (invalid ip)".formatted(name, value));
        }
    }

    public int number(String name, int usual) {
        var value = options.get(name);
        if (value == null || value.isEmpty()) {
            return usual;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw invalid(name, value, "strconv.Atoi");
        }
    }

    private static NaruException invalid(String name, String value, String parser) {
        return new NaruException.Invalid(
                "failed to parse %s value: %s (%s: parsing \"%s\": invalid syntax)"
                        .formatted(name, value, parser, value));
    }

    /**
     * Reads a number from 0 to {@code max}.
     *
     * @param unit follows the maximum in the message, such as {@code " seconds"}
     */
    static int upTo(int max, String unit, String name, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException ignored) {
            // reported below
        }
        throw invalidOption(name, value, "wanted are 0 to " + max + unit);
    }

    /** An error of one of Naru's own options. */
    public static NaruException invalidOption(String name, String value, String why) {
        return new NaruException.Invalid("invalid %s value: %s: %s".formatted(name, value, why));
    }
}
