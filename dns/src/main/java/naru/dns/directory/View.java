package naru.dns.directory;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The directory as one sandbox sees it: the networks it is on, in the order in which it prefers
 * them, and the private names that its links give to others. Immutable, while the zones behind it
 * change.
 */
public final class View {
    private final List<Zone> zones;
    private final Map<String, String> links;

    View(List<Zone> zones, Map<String, String> links) {
        this.zones = List.copyOf(zones);
        this.links = Map.copyOf(links);
    }

    /**
     * Looks a name up, as {@code Names.text} writes it. The first network that knows it with an
     * address of the family answers alone, so that a container on two shared networks is always
     * reached over the same one.
     */
    public Answer lookup(String name, Family family) {
        var wanted = links.getOrDefault(name, name);
        boolean known = false;
        for (var zone : zones) {
            var holders = zone.named(wanted);
            known |= !holders.isEmpty();
            var addresses = addresses(holders, family);
            if (!addresses.isEmpty()) {
                return new Answer.Known(addresses);
            }
        }
        return known ? new Answer.Known(List.of()) : new Answer.Unknown();
    }

    /** The name for reverse answers, {@code name.network}, of an endpoint on a shared network. */
    public Optional<String> nameOf(InetAddress address) {
        return zones.stream().flatMap(zone -> zone.nameOf(address).stream()).findFirst();
    }

    private static List<InetAddress> addresses(List<Entry> holders, Family family) {
        return holders.stream()
                .flatMap(holder -> holder.addresses().stream())
                .filter(family::holds)
                .distinct()
                .toList();
    }
}
