package naru.network.firewall;

import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;
import naru.network.driver.BridgePortGuard;
import naru.network.driver.IsolatedBridgePort;
import naru.network.relay.Relayed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The firewall settings of one container: permitted source addresses and destinations, published
 * ports, and directly reachable ports.
 *
 * @param walled bridge ports from which no frame may reach the host
 */
public record SandboxRules(
        List<BridgePortGuard> guards,
        List<IsolatedBridgePort> apart,
        List<String> walled,
        List<Mapping> mappings,
        List<Relayed> relayed,
        List<Opening> openings) {
    public static final SandboxRules NONE =
            new SandboxRules(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public SandboxRules {
        guards = List.copyOf(guards);
        apart = List.copyOf(apart);
        walled = List.copyOf(walled);
        mappings = List.copyOf(mappings);
        relayed = List.copyOf(relayed);
        openings = List.copyOf(openings);
    }

    Map<NftSet, List<NftElement>> elements() {
        var elements = new LinkedHashMap<NftSet, List<NftElement>>();
        var kept = apart.stream().map(IsolatedBridgePort::port).toList();
        guards.forEach(
                guard -> addAll(elements, FrameRules.elements(guard, kept.contains(guard.port()))));
        apart.forEach(port -> addAll(elements, FrameRules.elements(port)));
        walled.forEach(port -> addAll(elements, FrameRules.wall(port)));
        addAll(elements, Mappings.elements(mappings));
        addAll(elements, RelayRules.elements(relayed));
        addAll(elements, Openings.elements(openings));
        return elements;
    }

    static void addAll(Map<NftSet, List<NftElement>> all, Map<NftSet, List<NftElement>> some) {
        some.forEach((set, elements) ->
                all.computeIfAbsent(set, _ -> new ArrayList<>()).addAll(elements));
    }
}
