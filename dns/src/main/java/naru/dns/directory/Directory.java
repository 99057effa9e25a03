package naru.dns.directory;

import naru.dns.wire.Names;
import naru.network.model.EndpointId;
import naru.network.model.NameOptions;
import naru.network.model.NetworkId;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The names of all endpoints, network by network. Changes to one endpoint come from one thread at a
 * time; views are read by any thread and see every change at once.
 */
public final class Directory {
    private final ConcurrentHashMap<NetworkId, Zone> zones = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

    /** Another number after every change, so that what was found before can be told as old. */
    public long version() {
        return version.get();
    }

    /** Says how the names of a network are answered; until then, they are as usual. */
    public void configure(Shared network, NameOptions options) {
        zone(network).configure(options);
        version.incrementAndGet();
    }

    /** Adds an endpoint to its network, or replaces what was known of it. */
    public void put(Shared network, Entry entry) {
        zone(network).put(entry);
        version.incrementAndGet();
    }

    /** Gives a name addresses of its own, whoever else has it; none takes them away again. */
    public void setVirtual(Shared network, String name, List<InetAddress> addresses) {
        if (!addresses.isEmpty() || zones.containsKey(network.id())) {
            zone(network).setVirtual(name, addresses);
            version.incrementAndGet();
        }
    }

    /** Forgets an endpoint. Nothing to forget is no error. */
    public void remove(NetworkId network, EndpointId endpoint) {
        var zone = zones.get(network);
        if (zone != null) {
            zone.remove(endpoint);
            version.incrementAndGet();
        }
    }

    /** Forgets a network that has been deleted. */
    public void drop(NetworkId network) {
        zones.remove(network);
        version.incrementAndGet();
    }

    /**
     * What a sandbox sees.
     *
     * @param networks the user-defined networks it is on, the preferred one first
     * @param links private names and the names they stand for
     * @param own its own addresses
     */
    public View view(List<Shared> networks, Map<String, String> links, List<InetAddress> own) {
        var names = new LinkedHashMap<String, String>();
        links.forEach((alias, target) -> names.put(Names.text(alias), Names.text(target)));
        return new View(networks.stream().map(this::zone).toList(), names, own);
    }

    /** What the host sees: all networks, with names that end in {@code domain}. */
    public View whole(String domain) {
        return new WholeView(zones, domain);
    }

    private Zone zone(Shared network) {
        return zones.computeIfAbsent(network.id(), _ -> new Zone(network.name()));
    }

    /** A network as its members know it. */
    public record Shared(NetworkId id, String name) {}
}
