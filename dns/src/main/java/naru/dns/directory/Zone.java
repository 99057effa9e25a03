package naru.dns.directory;

import naru.dns.wire.Names;
import naru.network.model.EndpointId;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The names on one network. One thread at a time changes the entry of an endpoint; any number read
 * meanwhile, and each finds a name either as it was or as it is. A change costs what the endpoint
 * has names, however many endpoints there are.
 */
final class Zone {
    /** Names end in it when they say their network: {@code web.backend}. */
    private final String suffix;

    private final ConcurrentHashMap<EndpointId, Entry> entries = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, List<Entry>> byName = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<InetAddress, Entry> byAddress = new ConcurrentHashMap<>();

    Zone(String networkName) {
        suffix = "." + Names.text(networkName);
    }

    /**
     * Adds an entry, or replaces the one of the same endpoint; names that both have are there all
     * the time.
     */
    void put(Entry entry) {
        var former = entries.put(entry.endpoint(), entry);
        for (var name : entry.names()) {
            byName.merge(name, List.of(entry), (old, _) -> with(old, entry));
        }
        for (var address : entry.addresses()) {
            byAddress.put(address, entry);
        }
        if (former != null) {
            forget(former, entry.names(), entry.addresses());
        }
    }

    void remove(EndpointId endpoint) {
        var former = entries.remove(endpoint);
        if (former != null) {
            forget(former, List.of(), List.of());
        }
    }

    /** Who has {@code name} here, bare or followed by the network's name; empty when nobody has. */
    List<Entry> named(String name) {
        var found = byName.getOrDefault(name, List.of());
        if (found.isEmpty() && name.endsWith(suffix)) {
            return byName.getOrDefault(
                    name.substring(0, name.length() - suffix.length()), List.of());
        }
        return found;
    }

    /** The first name of the endpoint that has {@code address}, followed by the network's name. */
    Optional<String> nameOf(InetAddress address) {
        return Optional.ofNullable(byAddress.get(address))
                .flatMap(entry -> entry.names().stream().findFirst())
                .map(name -> name + suffix);
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

    /** Null when nobody is left, which takes the name out of the map. */
    private static @Nullable List<Entry> without(List<Entry> holders, Entry entry) {
        var left = others(holders, entry).toList();
        return left.isEmpty() ? null : left;
    }

    private static Stream<Entry> others(List<Entry> holders, Entry entry) {
        return holders.stream().filter(holder -> !holder.endpoint().equals(entry.endpoint()));
    }
}
