package naru.proxy.control;

import naru.container.Containers;
import naru.container.config.EndpointSettings;
import naru.container.config.NetworkMode;
import naru.container.model.Container;
import naru.network.Networks;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.proxy.control.ContainerFacts.Place;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the facts about containers. For one thread. */
final class FactReader {
    private static final String GATEWAY_MODE = "com.docker.network.bridge.gateway_mode_ipv";
    private static final String ISOLATED = "isolated";

    private final Containers containers;
    private final Networks networks;
    private final Map<String, String> serverNames = new HashMap<>(); // by id and time of the start

    FactReader(Containers containers, Networks networks) {
        this.containers = containers;
        this.networks = networks;
    }

    /** All containers. */
    List<ContainerFacts> all() {
        return containers.list().stream().map(this::facts).toList();
    }

    /** Empty if the container no longer exists. */
    Optional<ContainerFacts> read(String id) {
        try {
            return Optional.of(facts(containers.find(id)));
        } catch (NaruException.NotFound removed) {
            serverNames.keySet().removeIf(key -> key.startsWith(id));
            return Optional.empty();
        }
    }

    private ContainerFacts facts(Container container) {
        var state = container.state();
        var health = state.health();
        return new ContainerFacts(
                container.id(),
                container.created(),
                serverName(container),
                containers.info(container.id()).phase(),
                health == null || health.status().equals("none") ? "" : health.status(),
                Workloads.of(container.name(), container.config(), container.hostConfig()),
                places(container));
    }

    /** A server keeps its name when its container is renamed. */
    private String serverName(Container container) {
        var start = container.state().startedAt();
        return serverNames.computeIfAbsent(
                container.id() + start,
                ignored -> ContainerFacts.serverName(container.name(), container.id(), start));
    }

    private List<Place> places(Container container) {
        return switch (container.hostConfig().network()) {
            case NetworkMode.Host() -> List.of(new Place("host", "127.0.0.1", ""));
            case NetworkMode.None() ->
                    List.of(new Place("none", "", "the container has no network"));
            case NetworkMode.SharedWith(var other) -> shared(other);
            case NetworkMode.Named ignored -> places(container.networks());
        };
    }

    private List<Place> shared(String other) {
        try {
            return places(containers.find(other).networks());
        } catch (NaruException.NotFound removed) {
            return List.of();
        }
    }

    private List<Place> places(Map<String, EndpointSettings> endpoints) {
        var places = new ArrayList<Place>();
        new TreeMap<>(endpoints)
                .forEach((name, endpoint) -> {
                    var network = networks.find(endpoint.networkId()).orElse(null);
                    var ipv4 = endpoint.ipAddress();
                    var address = ipv4.isEmpty() ? endpoint.globalIpv6Address() : ipv4;
                    if (!address.isEmpty()) {
                        var refusal = refusal(network, ipv4.isEmpty());
                        places.add(new Place(name, refusal.isEmpty() ? address : "", refusal));
                    }
                });
        return places;
    }

    /** The host has an address on bridges, except on isolated ones. */
    private static String refusal(@Nullable Network network, boolean ipv6) {
        if (network == null) {
            return "its network does not exist";
        }
        if (!network.driver().equals("bridge")) {
            return "the host cannot reach containers of a "
                    + network.driver()
                    + " network: attach the container to a bridge network, too";
        }
        var mode = network.options().getOrDefault(GATEWAY_MODE + (ipv6 ? 6 : 4), "");
        return mode.equals(ISOLATED)
                ? "the host has no address on an isolated network: attach the container to another"
                        + " bridge network, too"
                : "";
    }
}
