package naru.api;

import naru.container.Events;
import naru.network.NetworkListener;
import naru.network.Networks;
import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.Sandbox;

import java.util.HashMap;
import java.util.Map;

/**
 * Tells of networks and endpoints in the words of {@code docker events}. Add it to the networks
 * after they have been restored: what survived a restart of the daemon is no news.
 */
public final class NetworkEvents implements NetworkListener {
    private final Events events;
    private final Networks networks;

    public NetworkEvents(Events events, Networks networks) {
        this.events = events;
        this.networks = networks;
    }

    @Override
    public void networkCreated(Network network) {
        publish("create", network.id(), Map.of("name", network.name(), "type", network.driver()));
    }

    @Override
    public void networkDeleted(Network network) {
        if (network.configOnly()) {
            return; // as Docker: a template comes with an event, and goes without
        }
        publish("destroy", network.id(), Map.of("name", network.name(), "type", network.driver()));
    }

    @Override
    public void sandboxOpened(Sandbox sandbox) {
        sandbox.endpoints().forEach(endpoint -> endpointAttached(sandbox, endpoint));
    }

    @Override
    public void sandboxClosed(Sandbox sandbox) {
        sandbox.endpoints().forEach(endpoint -> endpointDetached(sandbox, endpoint));
    }

    @Override
    public void endpointAttached(Sandbox sandbox, Endpoint endpoint) {
        publish("connect", endpoint.networkId(), attributes(sandbox, endpoint));
    }

    @Override
    public void endpointDetached(Sandbox sandbox, Endpoint endpoint) {
        publish("disconnect", endpoint.networkId(), attributes(sandbox, endpoint));
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
