package naru.network.record;

import naru.network.model.NetworkId;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The leases of a virtual address in the journal: one of each family that the network has. Written
 * before anything is made in the kernel, removed after all is gone.
 */
public record VirtualRecord(
        NetworkId network, String alias, @Nullable InetAddress ipv4, @Nullable InetAddress ipv6) {
    /** Those that there are. */
    public List<InetAddress> addresses() {
        return Stream.of(Optional.ofNullable(ipv4), Optional.ofNullable(ipv6))
                .flatMap(Optional::stream)
                .toList();
    }
}
