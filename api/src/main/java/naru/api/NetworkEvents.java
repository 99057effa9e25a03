package naru.api;

import naru.container.event.Events;
import naru.network.Networks;
import naru.network.event.NetworkEvent;
import naru.network.event.NetworkEvent.EndpointAttached;
import naru.network.event.NetworkEvent.EndpointDetached;
import naru.network.event.NetworkEvent.NetworkCreated;
import naru.network.event.NetworkEvent.NetworkDeleted;
import naru.network.event.NetworkEvent.SandboxClosed;
import naru.network.event.NetworkEvent.SandboxOpened;
import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.Sandbox;

import java.util.HashMap;
import java.util.Map;

/**
 * Publishes events of networks and endpoints in the form of {@code docker events}. Restored objects
 * cause no events, so it starts after the networks are restored.
 */
public final class NetworkEvents {
    private final Events events;
    private final Networks networks;

    private NetworkEvents(Events events, Networks networks) {
        this.events = events;
        this.networks = networks;
    }

    /** Publishes all later changes to {@code events}. */
    public static void publish(Networks networks, Events events) {
        var publisher = new NetworkEvents(events, networks);
        networks.events().observe(numbered -> publisher.accept(numbered.event()));
    }

    private void accept(NetworkEvent event) {
        switch (event) {
            case NetworkCreated(var network, _) -> publish("create", network);
            case NetworkDeleted(var network) -> {
                if (!network
                        .configOnly()) { // as in Docker: removing a configuration-only network is
                    // no event
                    publish("destroy", network);
                }
            }
            case SandboxOpened(var sandbox) ->
                    sandbox.endpoints().forEach(e -> publish("connect", sandbox, e));
            case SandboxClosed(var sandbox) ->
                    sandbox.endpoints().forEach(e -> publish("disconnect", sandbox, e));
            case EndpointAttached(var sandbox, var endpoint) ->
                    publish("connect", sandbox, endpoint);
            case EndpointDetached(var sandbox, var endpoint) ->
                    publish("disconnect", sandbox, endpoint);
            default -> {} // Docker has no event for the others
        }
    }

    private void publish(String action, Network network) {
        publish(action, network.id(), Map.of("name", network.name(), "type", network.driver()));
    }

    private void publish(String action, Sandbox sandbox, Endpoint endpoint) {
        publish(action, endpoint.networkId(), attributes(sandbox, endpoint));
    }

    private Map<String, String> attributes(Sandbox sandbox, Endpoint endpoint) {
        var attributes = new HashMap<String, String>();
        attributes.put("container", sandbox.containerId());
        attributes.put("name", endpoint.networkName());
        attributes.put(
                "type",
                networks.find(endpoint.networkId().value()).map(Network::driver).orElse(""));
        return attributes;
    }

    private void publish(String action, NetworkId network, Map<String, String> attributes) {
        events.publish("network", action, network.value(), attributes);
    }
}
