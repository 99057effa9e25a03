package naru.dns.directory;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The host's view of the directory: every network, in the order of their names, with all names in
 * one domain: {@code web.naru}, {@code web.front.naru}. Names in it are never forwarded.
 */
final class HostNameView extends View {
    private final ConcurrentHashMap<?, Zone> zones;
    private final String suffix;

    HostNameView(ConcurrentHashMap<?, Zone> zones, String domain) {
        super(List.of(), Map.of(), List.of());
        this.zones = zones;
        this.suffix = "." + domain;
    }

    @Override
    public Answer lookup(String name, AddressFilter filter) {
        if (!name.endsWith(suffix)) {
            return new Answer.Unknown();
        }
        var answer =
                everything().lookup(name.substring(0, name.length() - suffix.length()), filter);
        return answer instanceof Answer.Unknown ? new Answer.Nowhere() : answer;
    }

    @Override
    public Optional<Pointer> nameOf(InetAddress address) {
        return everything()
                .nameOf(address)
                .map(pointer -> new Pointer(pointer.name() + suffix, pointer.ttl()));
    }

    private View everything() {
        var sorted = zones.values().stream().sorted(Comparator.comparing(Zone::network)).toList();
        return new View(sorted, Map.of(), List.of());
    }
}
