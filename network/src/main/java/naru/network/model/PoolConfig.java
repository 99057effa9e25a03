package naru.network.model;

import naru.linux.address.Family;
import naru.network.address.Prefix;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Map;

/**
 * A checked pool of a network. {@code subnet} has no host bits; automatic addresses come from
 * {@code ipRange} when there is one; {@code gateway} is null only for networks that need none.
 */
public record PoolConfig(
        Prefix subnet,
        @Nullable Prefix ipRange,
        @Nullable InetAddress gateway,
        Map<String, InetAddress> auxiliaryAddresses) {
    public PoolConfig {
        if (!subnet.equals(subnet.masked())) {
            throw new IllegalArgumentException("host bits set in " + subnet);
        }
        auxiliaryAddresses = Values.copy(auxiliaryAddresses);
    }

    /** Docker's name of the auxiliary address that replaces the gateway. */
    public static String routerKey(Family family) {
        return "DefaultGateway" + family;
    }

    /** The default gateway of endpoints: the gateway, or the named router. */
    public @Nullable InetAddress router() {
        return auxiliaryAddresses.getOrDefault(routerKey(family()), gateway);
    }

    /** This pool with another gateway. */
    public PoolConfig withGateway(InetAddress address) {
        return new PoolConfig(subnet, ipRange, address, auxiliaryAddresses);
    }

    public Family family() {
        return subnet.family();
    }
}
