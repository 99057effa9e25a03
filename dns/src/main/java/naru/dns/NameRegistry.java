package naru.dns;

import naru.dns.directory.Directory;
import naru.dns.directory.Directory.Shared;
import naru.dns.directory.Entry;
import naru.linux.Netns;
import naru.linux.Sysctl;
import naru.linux.error.LinuxException;
import naru.network.address.Prefix;
import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.PeerEndpoint;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxId;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Registers the names of sandboxes in the directory. For any thread; one at a time for each
 * sandbox.
 */
final class NameRegistry {
    private static final String NO_IPV6 = "net/ipv6/conf/all/disable_ipv6";

    private final Directory directory;
    private final ConcurrentHashMap<SandboxId, Boolean> speaksIpv6 = new ConcurrentHashMap<>();

    NameRegistry(Directory directory) {
        this.directory = directory;
    }

    /** Registers all names of a sandbox, replacing earlier ones. */
    void put(Sandbox sandbox) {
        boolean serving = sandbox.readiness() == Readiness.SERVING;
        named(sandbox)
                .forEach(endpoint ->
                        directory.put(
                                network(endpoint),
                                new Entry(
                                        endpoint.id(),
                                        endpoint.dnsNames(),
                                        addresses(sandbox, endpoint).toList(),
                                        serving)));
    }

    /** Registers the names of an endpoint of another host, replacing earlier ones. */
    void put(Network network, PeerEndpoint peer) {
        directory.put(
                new Shared(network.id(), network.name()),
                new Entry(peer.id(), peer.dnsNames(), peer.addresses(), peer.serving()));
    }

    void remove(Endpoint endpoint) {
        directory.remove(endpoint.networkId(), endpoint.id());
    }

    void remove(Sandbox sandbox) {
        sandbox.endpoints().forEach(this::remove);
        speaksIpv6.remove(sandbox.id());
    }

    /** The endpoints on networks with name resolution. */
    static Stream<Endpoint> named(Sandbox sandbox) {
        return sandbox.endpoints().stream()
                .filter(endpoint -> Network.hasNames(endpoint.networkName()));
    }

    static Shared network(Endpoint endpoint) {
        return new Shared(endpoint.networkId(), endpoint.networkName());
    }

    /** The addresses that are returned to other containers. */
    List<InetAddress> addresses(Sandbox sandbox) {
        return named(sandbox).flatMap(endpoint -> addresses(sandbox, endpoint)).toList();
    }

    private Stream<InetAddress> addresses(Sandbox sandbox, Endpoint endpoint) {
        var ipv4 = Optional.ofNullable(endpoint.ipv4());
        var ipv6 = Optional.ofNullable(endpoint.ipv6()).filter(_ -> speaksIpv6(sandbox));
        return Stream.of(ipv4, ipv6).flatMap(Optional::stream).map(Prefix::address);
    }

    /** The IPv6 address of a container that disables IPv6 by sysctl is not returned. */
    private boolean speaksIpv6(Sandbox sandbox) {
        return speaksIpv6.computeIfAbsent(
                sandbox.id(),
                _ -> {
                    try (var netns = Netns.open(sandbox.netns())) {
                        return netns.call(() -> Sysctl.read(NO_IPV6)).equals("0");
                    } catch (LinuxException ignored) {
                        return true;
                    }
                });
    }
}
