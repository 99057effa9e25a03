package naru.network.option;

import naru.network.model.NaruException;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Name resolution options of a network, for all drivers.
 *
 * @param ttl TTL of answers in seconds
 * @param order of several answers
 * @param healthAware whether containers that are not serving are removed from shared names
 * @param domain an additional suffix of names besides the network's name, such as {@code
 *     shop.test}; empty for none
 */
public record NameOptions(int ttl, Order order, boolean healthAware, String domain) {
    public static final String TTL = "naru.dns.ttl";
    public static final String ORDER = "naru.dns.order";
    public static final String HEALTH_AWARE = "naru.dns.health_aware";
    public static final String DOMAIN = "naru.dns.domain";

    /** Short, because clients are not notified of changes: docs/decisions/006-dns-lifetime.md. */
    public static final int USUAL_TTL = 5;

    public static final NameOptions USUAL = new NameOptions(USUAL_TTL, Order.SHUFFLED, true, "");

    private static final int MAX_TTL = 86_400; // a day
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,200}$)[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");

    /** The order of several answers. */
    public enum Order {
        /** Random, so that each gets its share. */
        SHUFFLED,
        /** By the number of leading bits in common with the client's address. */
        NEAREST
    }

    /**
     * Reads a network's options; ignores unknown ones.
     *
     * @throws NaruException.Invalid naming the invalid option
     */
    public static NameOptions of(Map<String, String> options) {
        return new NameOptions(
                ttl(options.getOrDefault(TTL, "")),
                order(options.getOrDefault(ORDER, "")),
                flag(HEALTH_AWARE, options.getOrDefault(HEALTH_AWARE, "")),
                domain(options.getOrDefault(DOMAIN, "")));
    }

    private static int ttl(String text) {
        return text.isEmpty() ? USUAL_TTL : OptionReader.upTo(MAX_TTL, " seconds", TTL, text);
    }

    private static Order order(String text) {
        return switch (text) {
            case "", "shuffled" -> Order.SHUFFLED;
            case "nearest" -> Order.NEAREST;
            default ->
                    throw OptionReader.invalidOption(ORDER, text, "wanted is shuffled or nearest");
        };
    }

    private static boolean flag(String name, String text) {
        return switch (text) {
            case "", "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw OptionReader.invalidOption(name, text, "wanted is true or false");
        };
    }

    private static String domain(String text) {
        var name = text.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        if (!text.isEmpty() && !NAME.matcher(name).matches()) {
            throw OptionReader.invalidOption(DOMAIN, text, "not a domain name");
        }
        return name;
    }
}
