package naru.network.model;

import naru.linux.address.Family;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A network with all defaults resolved. {@code options} are as the user wrote them, including
 * unknown ones; {@code scope} is {@link #LOCAL} or {@link #SHARED}.
 */
public record Network(
        NetworkId id,
        String name,
        Instant created,
        String driver,
        String scope,
        boolean enableIpv4,
        boolean enableIpv6,
        IpamConfig ipam,
        boolean internal,
        boolean attachable,
        boolean ingress,
        boolean configOnly,
        @Nullable String configFrom,
        Map<String, String> options,
        Map<String, String> labels) {
    /** The scope of networks of this host. */
    public static final String LOCAL = "local";

    /** The scope of networks that this host shares with others, in Docker's words. */
    public static final String SHARED = "swarm";

    /** The name of the network that leads out of shared networks. */
    public static final String GATEWAY = "docker_gwbridge";

    public Network {
        options = Values.copy(options);
        labels = Values.copy(labels);
    }

    /** Whether other hosts have the same network. */
    public boolean isShared() {
        return scope.equals(SHARED);
    }

    /** Whether it has addresses of a family. */
    public boolean has(Family family) {
        return family.choose(enableIpv4, enableIpv6);
    }

    /** The families of its addresses. */
    public List<Family> families() {
        return Stream.of(Family.values()).filter(this::has).toList();
    }

    /** Whether it exists from the start: {@code bridge}, {@code host} or {@code none}. */
    public boolean isPredefined() {
        return isPredefined(name);
    }

    /** Whether {@code name} is that of a network that exists from the start. */
    public static boolean isPredefined(String name) {
        return switch (name) {
            case "bridge", "host", "none" -> true;
            default -> false;
        };
    }

    /** Whether containers resolve each other's names: on each user-defined network. */
    public boolean hasNames() {
        return hasNames(name);
    }

    /** The same for the network of this name. */
    public static boolean hasNames(String name) {
        return !isPredefined(name) && !name.equals(GATEWAY);
    }
}
