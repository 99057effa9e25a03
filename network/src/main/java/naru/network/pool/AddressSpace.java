package naru.network.pool;

import naru.linux.address.Family;
import naru.network.address.Prefix;
import naru.network.model.NetworkId;
import naru.network.model.PoolConfig;
import naru.network.settings.DefaultPool;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The pools of all networks of this host, which must not overlap. The owner serializes access. */
public final class AddressSpace {
    private final List<DefaultPool> defaults;
    private final RandomGenerator random;
    private final Map<Claim, NetworkId> claims = new LinkedHashMap<>();

    private record Claim(Prefix subnet, @Nullable Prefix range) {}

    public AddressSpace(List<DefaultPool> defaults, RandomGenerator random) {
        this.defaults = defaults.isEmpty() ? DefaultPools.STANDARD : List.copyOf(defaults);
        this.random = random;
    }

    /** A space without claims, with other default pools. */
    public AddressSpace another(List<DefaultPool> pools) {
        return new AddressSpace(pools, random);
    }

    /**
     * The network whose pool overlaps {@code pool}. Two pools of one subnet may coexist if both
     * have a range and the ranges differ, as in Docker 28.
     */
    public Optional<NetworkId> conflict(PoolConfig pool) {
        var wanted = new Claim(pool.subnet(), pool.ipRange());
        for (var entry : claims.entrySet()) {
            var claim = entry.getKey();
            boolean shared =
                    wanted.range() != null
                            && claim.range() != null
                            && claim.subnet().equals(wanted.subnet())
                            && !claim.range().overlaps(wanted.range());
            if (!shared && claim.subnet().overlaps(wanted.subnet())) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    /** Whether it overlaps the pools of automatic subnets. */
    public boolean isPool(Prefix prefix) {
        return defaults.stream().anyMatch(pool -> pool.base().overlaps(prefix));
    }

    public void claim(PoolConfig pool, NetworkId network) {
        claims.put(new Claim(pool.subnet(), pool.ipRange()), network);
    }

    public void release(NetworkId network) {
        claims.values().removeIf(network::equals);
    }

    /**
     * The first default IPv4 subnet that overlaps neither a claim nor anything in {@code avoid}.
     */
    public Optional<Prefix> chooseIpv4(Collection<Prefix> avoid) {
        return choose(Family.IPV4, avoid);
    }

    /** A default IPv6 subnet if the configuration has some, else a random one of RFC 4193. */
    public Optional<Prefix> chooseIpv6(Collection<Prefix> avoid) {
        return defaults.stream().anyMatch(pool -> pool.base().family() == Family.IPV6)
                ? choose(Family.IPV6, avoid)
                : Optional.of(uniqueLocal(avoid));
    }

    private Optional<Prefix> choose(Family family, Collection<Prefix> avoid) {
        var claimed = claims.keySet().stream().map(Claim::subnet);
        var taken = new TakenRanges(Stream.concat(claimed, avoid.stream()), family);
        return defaults.stream()
                .filter(pool -> pool.base().family() == family)
                .map(pool -> firstFree(pool, taken))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Skips used ranges as a whole: there may be thousands of networks. */
    private static Optional<Prefix> firstFree(DefaultPool pool, TakenRanges taken) {
        var base = new BigInteger(1, pool.base().address().getAddress());
        var step = BigInteger.ONE.shiftLeft(pool.base().bits() - pool.size());
        var count = BigInteger.ONE.shiftLeft(pool.size() - pool.base().length());
        var i = BigInteger.ZERO;
        while (i.compareTo(count) < 0) {
            var subnet = new Prefix(pool.base().addressAt(step.multiply(i)), pool.size());
            var end = taken.endOfWhatOverlaps(subnet);
            if (end.isEmpty()) {
                return Optional.of(subnet);
            }
            i = end.get().subtract(base).divide(step).add(BigInteger.ONE);
        }
        return Optional.empty();
    }

    private Prefix uniqueLocal(Collection<Prefix> avoid) {
        var locals = Prefix.parse("fd00::/8");
        while (true) {
            var hostBits = BigInteger.valueOf(random.nextLong() >>> 8).shiftLeft(64); // 56 bits
            var subnet = new Prefix(locals.addressAt(hostBits), 64);
            if (isFree(subnet, avoid)) {
                return subnet;
            }
        }
    }

    private boolean isFree(Prefix subnet, Collection<Prefix> avoid) {
        return claims.keySet().stream().noneMatch(claim -> claim.subnet().overlaps(subnet))
                && avoid.stream().noneMatch(subnet::overlaps);
    }
}
