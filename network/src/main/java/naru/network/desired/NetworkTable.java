package naru.network.desired;

import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The existing networks by id and name. For any thread. */
public final class NetworkTable {
    private static final Comparator<NetworkEntry> OLDEST_FIRST =
            Comparator.comparing((NetworkEntry entry) -> entry.network().created())
                    .thenComparing(NetworkEntry::id);

    private final Map<NetworkId, NetworkEntry> entries = new ConcurrentHashMap<>();
    private volatile List<NetworkEntry> sorted = List.of();

    public synchronized void put(NetworkEntry entry) {
        entries.put(entry.id(), entry);
        sort();
    }

    public synchronized void remove(NetworkId id) {
        entries.remove(id);
        sort();
    }

    private void sort() {
        sorted = entries.values().stream().sorted(OLDEST_FIRST).toList();
    }

    public boolean contains(NetworkId id) {
        return entries.containsKey(id);
    }

    public Optional<NetworkEntry> byId(NetworkId id) {
        return Optional.ofNullable(entries.get(id));
    }

    public List<NetworkEntry> all() {
        return sorted;
    }

    /** The network that owns a link of this name, such as a bridge. */
    public Optional<NetworkEntry> onLink(String name) {
        for (var entry : sorted) {
            if (entry.traits().exclusive().equals(name)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** The host objects of each network, such as the names of bridges. */
    public Set<String> exclusives() {
        return all().stream()
                .map(entry -> entry.traits().exclusive())
                .collect(Collectors.toCollection(HashSet::new));
    }

    public Optional<NetworkEntry> byName(String name) {
        return entries.values().stream()
                .filter(entry -> entry.network().name().equals(name))
                .findFirst();
    }

    /** In Docker's order: by full id, by name, then by prefix of an id. */
    public Optional<NetworkEntry> find(String reference) {
        for (var entry : entries.values()) {
            if (entry.id().value().equals(reference)) {
                return Optional.of(entry);
            }
        }
        var named = byName(reference);
        if (named.isPresent() || reference.isEmpty()) {
            return named;
        }
        var matches =
                entries.values().stream()
                        .filter(entry -> entry.id().value().startsWith(reference))
                        .toList();
        if (matches.size() > 1) {
            throw new NaruException.Invalid(
                    "network %s is ambiguous (%d matches found based on ID prefix)"
                            .formatted(reference, matches.size()));
        }
        return matches.stream().findFirst();
    }

    /** The network that an endpoint is on. */
    public NetworkEntry of(Endpoint endpoint) {
        return byId(endpoint.networkId()).orElseThrow(() -> notFound(endpoint.networkName()));
    }

    public NetworkEntry get(String reference) {
        return find(reference).orElseThrow(() -> notFound(reference));
    }

    public static NaruException notFound(String reference) {
        return new NaruException.NotFound("network " + reference + " not found");
    }

    /** The name of a network, or its id if it was deleted. */
    public String name(NetworkId id) {
        return byId(id).map(NetworkEntry::network).map(Network::name).orElse(id.value());
    }
}
