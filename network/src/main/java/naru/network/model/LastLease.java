package naru.network.model;

import naru.linux.address.Family;
import naru.network.address.MacAddress;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The addresses that a container had on a network last, or has now. */
public record LastLease(
        NetworkId network,
        @Nullable InetAddress ipv4,
        @Nullable InetAddress ipv6,
        @Nullable MacAddress mac) {
    /** The lease of an endpoint; missing parts are taken from {@code before}. */
    public static LastLease of(Endpoint endpoint, @Nullable LastLease before) {
        var ipv4 = endpoint.ipv4();
        var ipv6 = endpoint.ipv6();
        var mac = endpoint.macAddress();
        return new LastLease(
                endpoint.networkId(),
                ipv4 != null ? ipv4.address() : before == null ? null : before.ipv4,
                ipv6 != null ? ipv6.address() : before == null ? null : before.ipv6,
                mac != null ? mac : before == null ? null : before.mac);
    }

    /** The address of a family. */
    public @Nullable InetAddress address(Family family) {
        return family.choose(ipv4, ipv6);
    }

    /** The IP addresses that there are. */
    public List<InetAddress> addresses() {
        return Stream.of(ipv4, ipv6).filter(Objects::nonNull).toList();
    }
}
