package naru.api.networks;

import naru.api.wire.Filters;
import naru.api.wire.NamePattern;
import naru.api.wire.Times;
import naru.network.model.NaruException;
import naru.network.model.Network;

import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;

/** The filters of {@code docker network ls} and {@code prune}. */
final class NetworkFilter {
    private static final Set<String> LIST =
            Set.of("dangling", "driver", "id", "label", "name", "scope", "type");
    private static final Set<String> PRUNE = Set.of("label", "label!", "until");

    private NetworkFilter() {}

    /** {@code isUsed} returns whether a network has endpoints. */
    static Predicate<Network> forList(Filters filters, Predicate<Network> isUsed) {
        filters.only(LIST);
        for (var type : filters.of("type")) {
            if (!type.equals("custom") && !type.equals("builtin")) {
                throw new NaruException.Invalid("invalid filter: 'type'='" + type + "'");
            }
        }
        var onlyDangling = filters.has("dangling");
        var dangling = filters.flag("dangling", false);
        return network ->
                filters.any("name", name -> fits(name, network.name()))
                        && filters.any("id", network.id().value()::startsWith)
                        && filters.any("driver", network.driver()::equals)
                        && filters.any("scope", network.scope()::equals)
                        && filters.any(
                                "type", (network.isPredefined() ? "builtin" : "custom")::equals)
                        && filters.labels(network.labels())
                        && (!onlyDangling || isDangling(network, isUsed) == dangling);
    }

    /** A substring, or a regular expression for one. */
    private static boolean fits(String wanted, String text) {
        return NamePattern.isPlain(wanted) ? text.contains(wanted) : NamePattern.fits(wanted, text);
    }

    private static boolean isDangling(Network network, Predicate<Network> isUsed) {
        return !network.isPredefined() && !isUsed.test(network);
    }

    static Predicate<Network> forPrune(Filters filters, Instant now) {
        filters.only(PRUNE);
        if (filters.of("until").size() > 1) {
            throw new NaruException.Invalid("more than one until filter specified");
        }
        var until = filters.has("until") ? Times.parse(filters.of("until").getFirst(), now) : null;
        return network ->
                !network.isPredefined()
                        && !network.configOnly()
                        && filters.labels(network.labels())
                        && (until == null || network.created().isBefore(until));
    }
}
