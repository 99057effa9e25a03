package naru.dns.directory;

import naru.dns.wire.Names;
import naru.network.model.EndpointId;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/**
 * An endpoint's entry in the directory of its network.
 *
 * @param names its names in the form of {@link Names#text}; the first one is its name in reverse
 *     answers, and one that begins with {@code *.} matches every name with that suffix
 * @param addresses its IPv4 and IPv6 addresses
 * @param serving whether it accepts new connections
 */
public record Entry(
        EndpointId endpoint, List<String> names, List<InetAddress> addresses, boolean serving)
        implements Holder {
    public Entry {
        Objects.requireNonNull(endpoint);
        names = names.stream().map(Names::text).filter(name -> !name.isEmpty()).distinct().toList();
        addresses = List.copyOf(addresses);
    }

    @Override
    public String name() {
        return names.isEmpty() ? endpoint.shortId() : names.getFirst();
    }
}
