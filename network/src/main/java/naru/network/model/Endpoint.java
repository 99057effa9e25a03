package naru.network.model;

import naru.linux.address.Family;
import naru.network.address.MacAddress;
import naru.network.address.Prefix;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One attachment of one container to one network, as it stands. Addresses carry the length of their
 * subnet; the unspecified address as gateway means an on-link default route. On {@code host} and
 * {@code none} there are no addresses, no interface and no MAC. {@code dnsNames} are the names by
 * which peers on a user-made network find it: container name, aliases, short id, host name, without
 * duplicates; {@code aliases} and {@code links} are the user's words.
 */
public record Endpoint(
        EndpointId id,
        NetworkId networkId,
        String networkName,
        @Nullable Prefix ipv4,
        @Nullable Prefix ipv6,
        @Nullable InetAddress ipv4Gateway,
        @Nullable InetAddress ipv6Gateway,
        List<InetAddress> linkLocalAddresses,
        @Nullable MacAddress macAddress,
        @Nullable String interfaceName,
        @Nullable String hostEnd,
        List<String> aliases,
        List<String> dnsNames,
        List<String> links,
        DriverOptions driverOptions,
        int gatewayPriority) {
    private static final int SHORT_ID = 12; // digits that docker ps prints

    public Endpoint {
        linkLocalAddresses = List.copyOf(linkLocalAddresses);
        aliases = List.copyOf(aliases);
        dnsNames = List.copyOf(dnsNames);
        links = List.copyOf(links);
    }

    /** Container name, aliases, short id, host name, each once. */
    public static List<String> dnsNames(
            String container, List<String> aliases, String id, String hostname) {
        var names = new LinkedHashSet<String>();
        names.add(container);
        names.addAll(aliases);
        names.add(id.substring(0, Math.min(SHORT_ID, id.length())));
        names.add(hostname);
        names.remove("");
        return List.copyOf(names);
    }

    /** Its addresses, IPv4 first, with the prefix lengths of their subnets. */
    public List<Prefix> addresses() {
        return Stream.of(ipv4, ipv6).filter(Objects::nonNull).toList();
    }

    /** The address of a family. */
    public @Nullable Prefix address(Family family) {
        return family.choose(ipv4, ipv6);
    }

    /** The gateway of a family. */
    public @Nullable InetAddress gateway(Family family) {
        return family.choose(ipv4Gateway, ipv6Gateway);
    }

    /** Whether it is on the network that leads out of shared networks. */
    public boolean isGateway() {
        return networkName.equals(Network.GATEWAY);
    }

    /** The same endpoint with another interface name. */
    public Endpoint withInterfaceName(String name) {
        return with(ipv6, ipv6Gateway, linkLocalAddresses, name, dnsNames);
    }

    /** The same endpoint where IPv6 is off. */
    public Endpoint withoutIpv6() {
        var locals = linkLocalAddresses.stream().filter(Family.IPV4::has).toList();
        return with(null, null, locals, interfaceName, dnsNames);
    }

    /** The same endpoint under other names, after its container has been renamed. */
    public Endpoint withDnsNames(List<String> names) {
        return with(ipv6, ipv6Gateway, linkLocalAddresses, interfaceName, names);
    }

    private Endpoint with(
            @Nullable Prefix newIpv6,
            @Nullable InetAddress newIpv6Gateway,
            List<InetAddress> locals,
            @Nullable String name,
            List<String> names) {
        return new Endpoint(
                id,
                networkId,
                networkName,
                ipv4,
                newIpv6,
                ipv4Gateway,
                newIpv6Gateway,
                locals,
                macAddress,
                name,
                hostEnd,
                aliases,
                names,
                links,
                driverOptions,
                gatewayPriority);
    }
}
