package naru.network.model;

import naru.network.address.Prefix;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The options of an endpoint that is a port of a bridge, or the defaults of a network for all of
 * its endpoints. {@code naru.network.option} reads them.
 *
 * @param addresses that the container may use besides its own: single ones, as moved by keepalived,
 *     and networks behind it
 * @param in limit of traffic to the container; empty for the network's
 * @param out limit of traffic from the container; empty for the network's
 * @param announcements number of announcements of its addresses; empty for the network's
 * @param pause between announcements; empty for the network's
 */
public record PortOptions(
        List<Prefix> addresses,
        Optional<RateLimit> in,
        Optional<RateLimit> out,
        OptionalInt announcements,
        Optional<Duration> pause) {
    /** No options. */
    public static final PortOptions NONE =
            new PortOptions(
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    Optional.empty());

    public PortOptions {
        addresses = List.copyOf(addresses);
    }

    /** A rate limit in bytes per second. */
    public record RateLimit(long rate) {}

    /** These options, completed by those of the network. Addresses are the endpoint's alone. */
    public PortOptions orElse(PortOptions network) {
        return new PortOptions(
                addresses,
                in.or(network::in),
                out.or(network::out),
                announcements.isPresent() ? announcements : network.announcements,
                pause.or(network::pause));
    }
}
