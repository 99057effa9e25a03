package naru.dns.directory;

import naru.dns.wire.Names;
import naru.network.model.EndpointId;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/**
 * An endpoint's line in the directory of its network.
 *
 * @param names what it answers to, as {@link Names#text} writes it; the first one is its name in
 *     reverse answers, and one that begins with {@code *.} is every name that ends so
 * @param addresses its IPv4 and IPv6 addresses
 * @param serving whether it takes new work
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
