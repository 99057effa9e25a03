package naru.dns.directory;

import naru.network.option.NameOptions.Order;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The directory from the view of one sandbox: its networks in order of preference, and the private
 * names of its links. Immutable, while the zones behind it change; the host's view contains all
 * current networks.
 */
public sealed class View permits HostNameView {
    private final List<Zone> zones;
    private final Map<String, String> links;
    private final List<InetAddress> own;

    View(List<Zone> zones, Map<String, String> links, List<InetAddress> own) {
        this.zones = List.copyOf(zones);
        this.links = Map.copyOf(links);
        this.own = List.copyOf(own);
    }

    /**
     * Looks up a name in the form of {@code Names.text}. The first network that knows it with an
     * address of the family answers exclusively, so that a container on two shared networks is
     * always reached over the same one.
     */
    public Answer lookup(String name, AddressFilter filter) {
        var wanted = links.getOrDefault(name, name);
        Zone knower = null;
        boolean claimed = false;
        for (var zone : zones) {
            var holders = zone.named(wanted);
            claimed |= zone.claims(wanted);
            knower = knower == null && zone.isDomain(wanted) ? zone : knower;
            if (!holders.isEmpty()) {
                var addresses = addresses(holders, filter, zone.options().healthAware());
                if (!addresses.isEmpty()) {
                    return known(zone, addresses);
                }
                knower = knower == null ? zone : knower;
            }
        }
        if (knower != null) {
            return known(knower, List.of());
        }
        return claimed || isService(wanted) ? new Answer.Nowhere() : new Answer.Unknown();
    }

    /**
     * Whether a name is that of a service, such as {@code _http._tcp.web} (RFC 2782), of a known
     * name. It is not forwarded, and the directory has no services.
     */
    private boolean isService(String name) {
        int protocol = name.startsWith("_") ? name.indexOf("._") + 1 : 0;
        int host = protocol > 0 ? name.indexOf('.', protocol) + 1 : 0;
        return host > 0
                && name.charAt(host) != '_'
                && !(lookup(name.substring(host), AddressFilter.NONE) instanceof Answer.Unknown);
    }

    private Answer.Known known(Zone zone, List<InetAddress> addresses) {
        var options = zone.options();
        boolean sorted = options.order() == Order.NEAREST && addresses.size() > 1;
        return new Answer.Known(
                sorted ? Nearest.first(addresses, own) : addresses, options.ttl(), options.order());
    }

    /** The name for reverse answers, {@code name.network}, of an endpoint on a shared network. */
    public Optional<Pointer> nameOf(InetAddress address) {
        return zones.stream().flatMap(zone -> zone.nameOf(address).stream()).findFirst();
    }

    /** All holders of a name, network by network. */
    public List<Match> matches(String name) {
        var wanted = links.getOrDefault(name, name);
        return zones.stream().flatMap(zone -> zone.matches(wanted)).toList();
    }

    private static List<InetAddress> addresses(
            List<? extends Holder> holders, AddressFilter filter, boolean healthAware) {
        if (holders.size() == 1) {
            return addresses(holders.getFirst(), filter);
        }
        boolean choosy = healthAware && holders.stream().anyMatch(Holder::serving);
        return holders.stream()
                .filter(holder -> !choosy || holder.serving())
                .flatMap(holder -> addresses(holder, filter).stream())
                .distinct()
                .toList();
    }

    private static List<InetAddress> addresses(Holder holder, AddressFilter filter) {
        return holder.addresses().stream().filter(filter::admits).toList();
    }
}
