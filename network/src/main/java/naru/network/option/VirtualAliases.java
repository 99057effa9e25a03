package naru.network.option;

import naru.network.model.DriverOptions.VirtualShare;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The aliases for which a network requests a virtual address; endpoints may request it for further
 * ones of their own. Aliases are in lower case here.
 *
 * @param names in the order of the option
 * @param sticky those at which a client always reaches the same member
 */
public record VirtualAliases(Set<String> names, Set<String> sticky) {
    /** The option for {@link #names}, {@code web,api}. */
    public static final String NAMES = "naru.alias.virtual";

    /** The option for {@link #sticky}. */
    public static final String STICKY = "naru.alias.sticky";

    public static final VirtualAliases NONE = new VirtualAliases(Set.of(), Set.of());

    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,61}[a-z0-9_])?");

    public VirtualAliases {
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
        sticky = Set.copyOf(sticky);
    }

    /**
     * Reads a network's options; ignores unknown ones.
     *
     * @throws NaruException.Invalid naming the invalid option
     */
    public static VirtualAliases of(Map<String, String> options) {
        var sticky = names(options, STICKY);
        return new VirtualAliases(names(options, NAMES), sticky);
    }

    /** Those of an endpoint's aliases that have a virtual address, sorted. */
    public Set<String> among(Collection<String> aliases, VirtualShare requested) {
        var virtual = new TreeSet<String>();
        for (var alias : aliases) {
            var name = alias.toLowerCase(Locale.ROOT);
            if (names.contains(name) || requested.aliases().contains(name)) {
                virtual.add(name);
            }
        }
        return virtual;
    }

    /** Whether an alias is sticky. */
    public boolean isSticky(String alias, Collection<Endpoint> members) {
        return sticky.contains(alias)
                || members.stream()
                        .anyMatch(member ->
                                member.driverOptions().virtual().sticky().contains(alias));
    }

    static Set<String> names(Map<String, String> options, String option) {
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
