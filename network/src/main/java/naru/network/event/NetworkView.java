package naru.network.event;

import naru.network.event.NetworkSnapshot.VirtualAlias;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.Sandbox;
import naru.network.model.SandboxId;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The networks and sandboxes that follow from a sequence of {@link NetworkEvent}s. */
public final class NetworkView implements EventView<NetworkEvent, NetworkSnapshot> {
    private final Map<NetworkId, Network> networks = new LinkedHashMap<>();
    private final Map<SandboxId, Sandbox> sandboxes = new LinkedHashMap<>();
    private final Map<AliasKey, VirtualAlias> aliases = new LinkedHashMap<>();
    private final Map<NetworkId, String> troubles = new LinkedHashMap<>();

    /** No networks. */
    public NetworkView() {}

    private record AliasKey(NetworkId network, String alias) {}

    @Override
    public void apply(NetworkEvent event) {
        switch (event) {
            case NetworkEvent.NetworkCreated(var network, _) -> networks.put(network.id(), network);
            case NetworkEvent.NetworkDeleted(var network) -> {
                networks.remove(network.id());
                troubles.remove(network.id());
                aliases.keySet().removeIf(key -> key.network().equals(network.id()));
            }
            case NetworkEvent.SandboxOpened(var sandbox) -> put(sandbox);
            case NetworkEvent.SandboxClosed(var sandbox) -> sandboxes.remove(sandbox.id());
            case NetworkEvent.EndpointAttached(var sandbox, _) -> put(sandbox);
            case NetworkEvent.EndpointDetached(var sandbox, _) -> put(sandbox);
            case NetworkEvent.PortsChanged(var sandbox) -> put(sandbox);
            case NetworkEvent.SandboxRenamed(var sandbox) -> put(sandbox);
            case NetworkEvent.ReadinessChanged(var sandbox) -> put(sandbox);
            case NetworkEvent.TroubleBegan(var network, var text) -> troubles.put(network, text);
            case NetworkEvent.TroubleEnded(var network) -> troubles.remove(network);
            case NetworkEvent.AliasAddressed(var network, var alias, var addresses) ->
                    put(new VirtualAlias(network.id(), alias, addresses));
            case NetworkEvent.NetworkRepaired _,
                    NetworkEvent.EndpointRepaired _,
                    NetworkEvent.RulesRepaired _,
                    NetworkEvent.FramesDropped _,
                    NetworkEvent.Restored _ -> {}
        }
    }

    private void put(Sandbox sandbox) {
        sandboxes.put(sandbox.id(), sandbox);
    }

    private void put(VirtualAlias alias) {
        var key = new AliasKey(alias.network(), alias.alias());
        if (alias.addresses().isEmpty()) {
            aliases.remove(key);
        } else {
            aliases.put(key, alias);
        }
    }

    @Override
    public NetworkSnapshot snapshot() {
        return new NetworkSnapshot(
                List.copyOf(networks.values()),
                List.copyOf(sandboxes.values()),
                List.copyOf(aliases.values()),
                troubles);
    }
}
