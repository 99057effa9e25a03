package naru.network.model;

import naru.linux.address.Family;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A network as it stands: every choice that was left to Naru has been made. {@code options} are the
 * user's own words, unknown ones included; {@code scope} is {@code local} or {@code global}.
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
    public Network {
        options = Values.copy(options);
        labels = Values.copy(labels);
    }

    /** Whether it has addresses of a family. */
    public boolean has(Family family) {
        return family.choose(enableIpv4, enableIpv6);
    }

    /** The families of its addresses. */
    public List<Family> families() {
        return Stream.of(Family.values()).filter(this::has).toList();
    }

    /** Whether Naru made it by itself: {@code bridge}, {@code host} or {@code none}. */
    public boolean isPredefined() {
        return isPredefined(name);
    }

    /** Whether {@code name} belongs to a network that Naru makes by itself. */
    public static boolean isPredefined(String name) {
        return switch (name) {
            case "bridge", "host", "none" -> true;
            default -> false;
        };
    }

    /** Whether containers find each other by name here: on every network that a user made. */
    public boolean hasNames() {
        return !isPredefined();
    }
}
