package naru.dns.directory;

import naru.dns.wire.Names;
import naru.network.model.EndpointId;
import naru.network.model.NetworkId;
import naru.network.option.NameOptions;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The names of all endpoints, network by network. Changes to one endpoint come from one thread at a
 * time; views are read by any thread, and each change is visible atomically.
 */
public final class Directory {
    private final ConcurrentHashMap<NetworkId, Zone> zones = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

    /** A number that differs after every change, to invalidate earlier results. */
    public long version() {
        return version.get();
    }

    /** Sets how the names of a network are answered; the defaults apply until then. */
    public void configure(Shared network, NameOptions options) {
        zone(network).configure(options);
        version.incrementAndGet();
    }

    /** Adds or replaces an endpoint of its network. */
    public void put(Shared network, Entry entry) {
        zone(network).put(entry);
        version.incrementAndGet();
    }

    /**
     * Sets addresses of a name that take precedence over its holders'; an empty list removes them.
     */
    public void setVirtual(Shared network, String name, List<InetAddress> addresses) {
        if (!addresses.isEmpty() || zones.containsKey(network.id())) {
            zone(network).setVirtual(name, addresses);
            version.incrementAndGet();
        }
    }

    /** Removes an endpoint, if present. */
    public void remove(NetworkId network, EndpointId endpoint) {
        var zone = zones.get(network);
        if (zone != null) {
            zone.remove(endpoint);
            version.incrementAndGet();
        }
    }

    /** Removes a deleted network. */
    public void drop(NetworkId network) {
        zones.remove(network);
        version.incrementAndGet();
    }

    /**
     * The view of a sandbox.
     *
     * @param networks its user-defined networks, the preferred one first
     * @param links private names and the names they refer to
     * @param own its own addresses
     */
    public View view(List<Shared> networks, Map<String, String> links, List<InetAddress> own) {
        var names = new LinkedHashMap<String, String>();
        links.forEach((alias, target) -> names.put(Names.text(alias), Names.text(target)));
        return new View(networks.stream().map(this::zone).toList(), names, own);
    }

    /** The view of the host: all networks, with names that end in {@code domain}. */
    public View whole(String domain) {
        return new HostNameView(zones, domain);
    }

    private Zone zone(Shared network) {
        return zones.computeIfAbsent(network.id(), _ -> new Zone(network.name()));
    }

    /** The zone of a network. */
    public record Shared(NetworkId id, String name) {}
}
