package naru.network.option;

import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The aliases with a virtual address: those listed by their network, and those listed by an
 * endpoint that has them. Aliases are in lower case here.
 */
public final class VirtualAliases {
    /** Aliases of a network, {@code web,api}. */
    public static final String OF_NETWORK = "naru.alias.virtual";

    /** Those of them that are sticky: a client always reaches the same member. */
    public static final String STICKY_OF_NETWORK = "naru.alias.sticky";

    public static final String OF_ENDPOINT = "naru.endpoint.virtual";
    public static final String STICKY_OF_ENDPOINT = "naru.endpoint.sticky";

    /** The weight of a member, relative to the sum of all. */
    public static final String WEIGHT = "naru.endpoint.weight";

    private static final int MAX_WEIGHT = 1000;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,61}[a-z0-9_])?");

    private VirtualAliases() {}

    /** The virtual aliases of a network. */
    public static Set<String> of(Network network) {
        return names(network.options(), OF_NETWORK);
    }

    /** The aliases of an endpoint that have a virtual address. */
    public static Set<String> of(Network network, Endpoint endpoint) {
        return of(network, endpoint.aliases(), endpoint.driverOptions());
    }

    private static Set<String> of(
            Network network, Collection<String> aliases, Map<String, String> options) {
        var virtual = new TreeSet<String>();
        if (!network.hasNames()) {
            return virtual;
        }
        var wanted = new LinkedHashSet<>(of(network));
        wanted.addAll(names(options, OF_ENDPOINT));
        for (var alias : aliases) {
            var name = alias.toLowerCase(Locale.ROOT);
            if (wanted.contains(name)) {
                virtual.add(name);
            }
        }
        return virtual;
    }

    /** Whether an alias is sticky. */
    public static boolean isSticky(String alias, Network network, Collection<Endpoint> members) {
        return names(network.options(), STICKY_OF_NETWORK).contains(alias)
                || members.stream()
                        .anyMatch(member ->
                                names(member.driverOptions(), STICKY_OF_ENDPOINT).contains(alias));
    }

    /** 0 to 1000; 1 by default. */
    public static int weight(Map<String, String> endpointOptions) {
        var text = endpointOptions.getOrDefault(WEIGHT, "1");
        return OptionReader.upTo(MAX_WEIGHT, "", WEIGHT, text);
    }

    /**
     * Checks the options of a network.
     *
     * @param possible whether it can have virtual addresses
     */
    public static void check(Network network, boolean possible) {
        names(network.options(), STICKY_OF_NETWORK);
        if (!of(network).isEmpty()) {
            check(network, OF_NETWORK, possible);
        }
    }

    /** Checks the options of an endpoint. */
    public static void check(Network network, EndpointSpec spec, boolean possible) {
        weight(spec.driverOptions());
        names(spec.driverOptions(), STICKY_OF_ENDPOINT);
        if (!of(network, spec.aliases(), spec.driverOptions()).isEmpty()) {
            check(network, OF_ENDPOINT, possible);
        }
    }

    private static void check(Network network, String option, boolean possible) {
        if (!possible || !network.hasNames()) {
            throw new NaruException.Invalid(
                    "invalid %s: network %s has no virtual addresses: it is no bridge, or the host has no address on it"
                            .formatted(option, network.name()));
        }
    }

    private static Set<String> names(Map<String, String> options, String option) {
        var text = options.getOrDefault(option, "").toLowerCase(Locale.ROOT);
        var names = new LinkedHashSet<String>();
        for (var name : List.of(text.split("[,\\s]+", -1))) {
            if (!name.isEmpty()) {
                if (!NAME.matcher(name).matches()) {
                    throw OptionReader.invalidOption(option, text, "no name: " + name);
                }
                names.add(name);
            }
        }
        return names;
    }
}
