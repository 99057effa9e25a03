package naru.dns.directory;

import naru.dns.wire.Names;
import naru.network.model.EndpointId;
import naru.network.option.NameOptions;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The names on one network. One thread at a time changes the entry of an endpoint; concurrent
 * readers see a name either before or after the change. The cost of a change depends on the
 * endpoint's names, not on the number of endpoints.
 */
final class Zone {
    /** The prefix of a wildcard name. */
    private static final String WILDCARD = "*";

    /** The prefix of the name of a virtual address' members, as in Docker's Swarm. */
    private static final String MEMBERS = "tasks.";

    /** The suffix of names that include their network: {@code web.backend}. */
    private final String suffix;

    private final ConcurrentHashMap<EndpointId, Entry> entries = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, List<Entry>> byName = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<InetAddress, Entry> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, List<Holder>> virtual = new ConcurrentHashMap<>();
    private volatile NameOptions options = NameOptions.USUAL;
    private volatile boolean wildcards; // whether there has been a wildcard

    Zone(String networkName) {
        suffix = "." + Names.text(networkName);
    }

    /** The network's name, in lower case. */
    String network() {
        return suffix.substring(1);
    }

    void configure(NameOptions next) {
        options = next;
    }

    NameOptions options() {
        return options;
    }

    /**
     * Adds an entry, or replaces the one of the same endpoint; names of both are present
     * throughout.
     */
    void put(Entry entry) {
        var former = entries.put(entry.endpoint(), entry);
        for (var name : entry.names()) {
            wildcards |= name.startsWith(WILDCARD + ".");
            byName.merge(name, List.of(entry), (old, _) -> with(old, entry));
        }
        for (var address : entry.addresses()) {
            byAddress.put(address, entry);
        }
        if (former != null) {
            forget(former, entry.names(), entry.addresses());
        }
    }

    /** An empty list removes the name's own addresses. */
    void setVirtual(String name, List<InetAddress> addresses) {
        if (addresses.isEmpty()) {
            virtual.remove(name);
        } else {
            virtual.put(name, List.of(new Holder.Virtual(name, addresses)));
        }
    }

    void remove(EndpointId endpoint) {
        var former = entries.remove(endpoint);
        if (former != null) {
            forget(former, List.of(), List.of());
        }
    }

    /**
     * The holders of {@code name}, bare or followed by the network's name or domain; may be empty.
     * An exact name takes precedence over wildcards, and the longest wildcard over others.
     */
    List<? extends Holder> named(String name) {
        var bare = bare(name);
        var found = exactly(name);
        if (found.isEmpty() && bare != null) {
            found = exactly(bare);
        }
        if (found.isEmpty() && wildcards) {
            found = byWildcard(name);
            if (found.isEmpty() && bare != null) {
                found = byWildcard(bare);
            }
        }
        return found;
    }

    Stream<Match> matches(String name) {
        var network = suffix.substring(1);
        return named(name).stream()
                .map(holder ->
                        new Match(network, holder.name(), holder.addresses(), holder.serving()));
    }

    /** Whether {@code name} is in the domain of this network, and so is never forwarded. */
    boolean claims(String name) {
        var domain = options.domain();
        return !domain.isEmpty() && endsIn(name, domain);
    }

    /** Whether {@code name} is the domain itself, which exists but has no address. */
    boolean isDomain(String name) {
        return !name.isEmpty() && name.equals(options.domain());
    }

    /** The part before the network's name or domain; null for a name without that suffix. */
    private @Nullable String bare(String name) {
        var domain = options.domain();
        if (!domain.isEmpty() && endsIn(name, domain)) {
            return name.substring(0, name.length() - domain.length() - 1);
        }
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : null;
    }

    private static boolean endsIn(String name, String domain) {
        int dot = name.length() - domain.length() - 1;
        return dot >= 0 && name.charAt(dot) == '.' && name.endsWith(domain);
    }

    private List<? extends Holder> exactly(String name) {
        List<? extends Holder> found = virtual.get(name);
        if (found == null) {
            found = byName.getOrDefault(name, List.of());
        }
        if (found.isEmpty() && name.startsWith(MEMBERS)) {
            var alias = name.substring(MEMBERS.length());
            return virtual.containsKey(alias) ? byName.getOrDefault(alias, List.of()) : found;
        }
        return found;
    }

    private List<? extends Holder> byWildcard(String name) {
        List<? extends Holder> found = List.of();
        for (int dot = name.indexOf('.'); dot >= 0 && found.isEmpty(); ) {
            found = exactly(WILDCARD + name.substring(dot));
            dot = name.indexOf('.', dot + 1);
        }
        return found;
    }

    /**
     * The first name of the endpoint that has {@code address}, followed by the network's domain, or
     * else its name.
     */
    Optional<Pointer> nameOf(InetAddress address) {
        var now = options;
        return Optional.ofNullable(byAddress.get(address))
                .flatMap(entry -> entry.names().stream().findFirst())
                .or(() -> virtualName(address))
                .map(name -> name + (now.domain().isEmpty() ? suffix : "." + now.domain()))
                .map(name -> new Pointer(name, now.ttl()));
    }

    private Optional<String> virtualName(InetAddress address) {
        return virtual.entrySet().stream()
                .filter(each -> each.getValue().getFirst().addresses().contains(address))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private void forget(Entry former, List<String> keptNames, List<InetAddress> keptAddresses) {
        for (var name : former.names()) {
            if (!keptNames.contains(name)) {
                byName.computeIfPresent(name, (_, holders) -> without(holders, former));
            }
        }
        for (var address : former.addresses()) {
            if (!keptAddresses.contains(address)) {
                byAddress.remove(address, former);
            }
        }
    }

    private static List<Entry> with(List<Entry> holders, Entry entry) {
        return Stream.concat(others(holders, entry), Stream.of(entry)).toList();
    }

    /** Null if there is no holder left, which removes the name from the map. */
    private static @Nullable List<Entry> without(List<Entry> holders, Entry entry) {
        var left = others(holders, entry).toList();
        return left.isEmpty() ? null : left;
    }

    private static Stream<Entry> others(List<Entry> holders, Entry entry) {
        return holders.stream().filter(holder -> !holder.endpoint().equals(entry.endpoint()));
    }
}
