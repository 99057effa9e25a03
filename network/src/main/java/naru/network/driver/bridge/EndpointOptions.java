package naru.network.driver.bridge;

import naru.network.address.Prefix;
import naru.network.driver.Announcements;
import naru.network.model.NaruException;
import naru.network.option.OptionReader;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of one endpoint that bridges alone have.
 *
 * @param addresses that the container may use besides its own: single ones, as moved by keepalived,
 *     and networks behind it
 * @param in limit of traffic to the container; empty for none
 * @param out limit of traffic from the container
 * @param announcements of its addresses
 */
record EndpointOptions(
        List<Prefix> addresses,
        Optional<RateLimit> in,
        Optional<RateLimit> out,
        Announcements announcements) {
    static final String ADDRESSES = "naru.endpoint.addresses";

    EndpointOptions {
        addresses = List.copyOf(addresses);
    }

    /** What holds for endpoints without options of their own, read from those of their network. */
    record Defaults(Optional<RateLimit> in, Optional<RateLimit> out, Announcements announcements) {
        static Defaults of(Map<String, String> networkOptions) {
            return new Defaults(
                    RateLimit.of(networkOptions, RateLimit.IN),
                    RateLimit.of(networkOptions, RateLimit.OUT),
                    Announcements.ofNetwork(networkOptions));
        }
    }

    /** Reads the options; ignores unknown ones. */
    static EndpointOptions of(Map<String, String> options, Defaults defaults) {
        return new EndpointOptions(
                addresses(options.getOrDefault(ADDRESSES, "")),
                RateLimit.of(options, RateLimit.IN).or(defaults::in),
                RateLimit.of(options, RateLimit.OUT).or(defaults::out),
                defaults.announcements().with(options));
    }

    /** Reads {@code 10.0.0.100 192.168.0.0/24 fd00::/64}; commas are accepted as well. */
    private static List<Prefix> addresses(String text) {
        var list = new ArrayList<Prefix>();
        for (var part : text.split("[,\\s]+")) {
            if (!part.isBlank()) {
                var prefix = prefix(part);
                if (list.stream().anyMatch(prefix::overlaps)) {
                    throw invalid(part, "it overlaps with another one");
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
            throw invalid(text, "not an address or a network");
        }
    }

    private static NaruException invalid(String text, String why) {
        return OptionReader.invalidOption(ADDRESSES, text, why);
    }
}
