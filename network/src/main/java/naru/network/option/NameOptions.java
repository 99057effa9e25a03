package naru.network.option;

import naru.network.model.NaruException;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How the names of a network are answered, whatever its driver.
 *
 * @param ttl how long a client may remember an answer, in seconds
 * @param order of several answers
 * @param healthAware whether who cannot serve leaves a name that others have too
 * @param domain what names may end in beside the network's name, such as {@code shop.test}; empty
 *     for nothing
 */
public record NameOptions(int ttl, Order order, boolean healthAware, String domain) {
    public static final String TTL = "naru.dns.ttl";
    public static final String ORDER = "naru.dns.order";
    public static final String HEALTH_AWARE = "naru.dns.health_aware";
    public static final String DOMAIN = "naru.dns.domain";

    /** Short, since clients are not told of changes: docs/decisions/006-dns-lifetime.md. */
    public static final int USUAL_TTL = 5;

    public static final NameOptions USUAL = new NameOptions(USUAL_TTL, Order.SHUFFLED, true, "");

    private static final int LONGEST_TTL = 86_400; // a day
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,200}$)[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");

    /** Which of several answers comes first. */
    public enum Order {
        /** Another one each time, so that each gets its share. */
        SHUFFLED,
        /** The one whose address has most leading bits in common with the asker's own. */
        NEAREST
    }

    /**
     * Reads a network's options; those it does not know are let be.
     *
     * @throws NaruException.Invalid naming the option that is wrong
     */
    public static NameOptions of(Map<String, String> options) {
        return new NameOptions(
                ttl(options.getOrDefault(TTL, "")),
                order(options.getOrDefault(ORDER, "")),
                flag(HEALTH_AWARE, options.getOrDefault(HEALTH_AWARE, "")),
                domain(options.getOrDefault(DOMAIN, "")));
    }

    private static int ttl(String text) {
        if (text.isEmpty()) {
            return USUAL_TTL;
        }
        try {
            int ttl = Integer.parseInt(text);
            if (ttl >= 0 && ttl <= LONGEST_TTL) {
                return ttl;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw invalid(TTL, text, "wanted are 0 to " + LONGEST_TTL + " seconds");
    }

    private static Order order(String text) {
        return switch (text) {
            case "", "shuffled" -> Order.SHUFFLED;
            case "nearest" -> Order.NEAREST;
            default -> throw invalid(ORDER, text, "wanted is shuffled or nearest");
        };
    }

    private static boolean flag(String name, String text) {
        return switch (text) {
            case "", "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw invalid(name, text, "wanted is true or false");
        };
    }

    private static String domain(String text) {
        var name = text.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        if (!text.isEmpty() && !NAME.matcher(name).matches()) {
            throw invalid(DOMAIN, text, "not a domain name");
        }
        return name;
    }

    private static NaruException invalid(String name, String text, String why) {
        return new NaruException.Invalid("invalid %s value: %s: %s".formatted(name, text, why));
    }
}
