package naru.api.networks;

import naru.api.json.network.NetworkBody;
import naru.api.json.network.NetworkReply;
import naru.api.json.network.VerboseNetworkReply;
import naru.api.resource.ApiVersion;
import naru.network.address.Addresses;
import naru.network.address.Prefix;
import naru.network.model.Attached;
import naru.network.model.EndpointId;
import naru.network.model.IpamConfig;
import naru.network.model.IpamSpec;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolConfig;
import naru.network.model.PoolSpec;
import naru.network.model.PoolUsage;
import naru.network.shared.SharedNetworks.Peer;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Converts networks to replies, and request bodies to specs, of the Docker Engine API. */
final class NetworkViews {
    private NetworkViews() {}

    static NetworkReply reply(Network network, List<Attached> attached) {
        return reply(network, attached, List.of());
    }

    static NetworkReply reply(Network network, List<Attached> attached, List<Peer> peers) {
        return new NetworkReply(
                network.name(),
                network.id().value(),
                network.created().toString(),
                network.scope(),
                network.driver(),
                network.enableIpv4(),
                network.enableIpv6(),
                ipam(network),
                network.internal(),
                network.attachable(),
                network.ingress(),
                new NetworkReply.ConfigSource(textOrEmpty(network.configFrom())),
                network.configOnly(),
                members(attached),
                network.options(),
                network.labels(),
                peers.isEmpty() ? null : peers.stream().map(NetworkViews::peer).toList());
    }

    /** The same with pool usage and the reason why its containers are unreachable, if any. */
    static VerboseNetworkReply verbose(
            Network network,
            List<Attached> attached,
            Map<Prefix, PoolUsage> usage,
            @Nullable String trouble,
            Map<EndpointId, Long> refused) {
        var subnets = new LinkedHashMap<String, VerboseNetworkReply.Usage>();
        usage.forEach((subnet, use) ->
                subnets.put(
                        subnet.toString(),
                        new VerboseNetworkReply.Usage(count(use.inUse()), count(use.available()))));
        var frames = new TreeMap<String, Long>();
        for (var one : attached) {
            var count = refused.get(one.endpoint().id());
            if (count != null) {
                frames.put(one.sandbox().containerName(), count);
            }
        }
        return VerboseNetworkReply.of(reply(network, attached), subnets, trouble, frames);
    }

    private static NetworkReply.Peer peer(Peer peer) {
        return new NetworkReply.Peer(peer.name(), Addresses.text(peer.address()));
    }

    private static long count(BigInteger number) {
        return number.bitLength() < Long.SIZE ? number.longValueExact() : Long.MAX_VALUE;
    }

    /** {@code host} and {@code none} have no pools: null there, as in Docker. */
    private static NetworkReply.Ipam ipam(Network network) {
        IpamConfig ipam = network.ipam();
        return new NetworkReply.Ipam(
                ipam.driver(),
                network.isPredefined() && ipam.options().isEmpty() ? null : ipam.options(),
                Stream.concat(ipam.pools().stream(), ipam.unusedPools().stream())
                        .map(NetworkViews::pool)
                        .toList());
    }

    private static NetworkReply.Pool pool(PoolConfig pool) {
        var auxiliary = new TreeMap<String, String>();
        pool.auxiliaryAddresses()
                .forEach((name, address) -> auxiliary.put(name, Addresses.text(address)));
        return new NetworkReply.Pool(
                pool.subnet().toString(),
                textOrNull(pool.ipRange()),
                pool.gateway() == null ? null : Addresses.text(pool.gateway()),
                auxiliary.isEmpty() ? null : auxiliary);
    }

    private static Map<String, NetworkReply.Member> members(List<Attached> attached) {
        var members = new TreeMap<String, NetworkReply.Member>();
        for (var each : attached) {
            var endpoint = each.endpoint();
            members.put(
                    each.sandbox().containerId(),
                    new NetworkReply.Member(
                            memberName(each),
                            endpoint.id().value(),
                            endpoint.macAddress() == null ? "" : endpoint.macAddress().toString(),
                            textOrEmpty(textOrNull(endpoint.ipv4())),
                            textOrEmpty(textOrNull(endpoint.ipv6()))));
        }
        return Collections.unmodifiableMap(members);
    }

    /** As Docker names the second interface of containers on shared networks. */
    private static String memberName(Attached attached) {
        return attached.endpoint().isGateway()
                ? "gateway_" + attached.sandbox().containerId().substring(0, 12)
                : attached.sandbox().containerName();
    }

    /** The spec of a request body. {@code EnableIPv4} is honoured since API 1.48. */
    static NetworkSpec spec(NetworkBody body, ApiVersion version) {
        var ipam = body.ipam();
        return new NetworkSpec(
                textOrEmpty(body.name()),
                textOrEmpty(body.driver()),
                version.before(1, 48) ? null : body.enableIpv4(),
                body.enableIpv6(),
                ipam == null ? IpamSpec.DEFAULT : ipamSpec(ipam),
                body.internal(),
                body.attachable(),
                body.ingress(),
                body.configOnly(),
                body.configFrom() == null ? null : emptyToNull(body.configFrom().network()),
                orEmpty(body.options()),
                orEmpty(body.labels()));
    }

    private static IpamSpec ipamSpec(NetworkBody.Ipam ipam) {
        var driver = emptyToNull(ipam.driver());
        var pools = ipam.config() == null ? List.<NetworkReply.Pool>of() : ipam.config();
        return new IpamSpec(
                driver == null ? IpamSpec.DEFAULT.driver() : driver,
                orEmpty(ipam.options()),
                pools.stream()
                        .filter(Objects::nonNull) // JSON allows null
                        .map(NetworkViews::poolSpec)
                        .toList());
    }

    private static PoolSpec poolSpec(NetworkReply.Pool pool) {
        return new PoolSpec(
                emptyToNull(pool.subnet()),
                emptyToNull(pool.ipRange()),
                emptyToNull(pool.gateway()),
                orEmpty(pool.auxiliaryAddresses()));
    }

    /** A null value is "", as in Go. */
    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        if (map == null) {
            return Map.of();
        }
        var whole = new LinkedHashMap<String, String>();
        map.forEach((key, value) -> whole.put(key, textOrEmpty(value)));
        return whole;
    }

    private static @Nullable String textOrNull(@Nullable Prefix prefix) {
        return prefix == null ? null : prefix.toString();
    }

    private static String textOrEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
