package naru.network.driver.bridge;

import static java.util.Objects.requireNonNull;

import naru.linux.address.Family;
import naru.linux.route.Link;
import naru.network.driver.BridgeFirewall;
import naru.network.driver.BridgeRules;
import naru.network.driver.IsolatedBridgePort;
import naru.network.driver.Mtu;
import naru.network.driver.NetworkTraits;
import naru.network.driver.NetworkTraits.Interfaces;
import naru.network.driver.veth.BridgeEndpoints;
import naru.network.driver.veth.BridgeLink;
import naru.network.driver.veth.HostEnds;
import naru.network.driver.veth.VethNetwork;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.Namespaces;
import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.PoolConfig;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A bridge network. The bridge has the gateway addresses and its own MAC address, so that neither
 * changes with its ports, which {@link BridgeEndpoints} manages.
 */
public record BridgeNetwork(
        Network network,
        BridgeSettings settings,
        Host host,
        Namespaces namespaces,
        BridgeFirewall firewall,
        boolean forwarding)
        implements VethNetwork {
    private static final String NEIGHBOUR_PAUSE_MS = "100";

    @Override
    public NetworkTraits traits() {
        boolean onIt = Stream.of(Family.values()).allMatch(settings::hasHostAddress);
        return new NetworkTraits(
                Optional.of(new Interfaces(settings.interfacePrefix(), true, true)),
                settings.publishing(firewall.directRouting()),
                HostEnds.MAX_PORTS,
                settings.bridge(),
                true,
                onIt ? Optional.of(settings.bridge()) : Optional.empty());
    }

    @Override
    public boolean create(HostView view) {
        var bridge = settings.bridge();
        host.awaitDisposal(bridge);
        var found =
                view.link(bridge).or(() -> host.link(bridge)).orElse(null); // created meanwhile?
        boolean changed = found == null || link().mend(found);
        if (found == null) {
            found = link().make();
        }
        for (var parameter : parameters(bridge, link().isOurs(found)).entrySet()) {
            changed |= host.sysctl().ensure(parameter.getKey(), parameter.getValue());
        }
        changed |= addresses().add(found.index(), view);
        firewall.add(rules());
        return changed;
    }

    /**
     * The kernel parameters. An unused address is detected after three neighbour solicitations: the
     * kernel then replies "host unreachable", and the client resolves the name again. The default
     * interval of a second is reduced, since ports of a bridge reply at once.
     */
    private Map<String, String> parameters(String bridge, boolean ours) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put(
                "net/ipv4/conf/" + bridge + "/route_localnet",
                "1"); // for 127.0.0.1 and published ports
        if (settings.mtu() >= Mtu.MIN_IPV6) { // otherwise the link has no IPv6 at all
            parameters.put("net/ipv6/conf/" + bridge + "/accept_ra", "0");
        }
        if (network.enableIpv6()) {
            boolean host = settings.hasHostAddress(Family.IPV6);
            parameters.put("net/ipv6/conf/" + bridge + "/disable_ipv6", host ? "0" : "1");
            parameters.put("net/ipv6/conf/" + bridge + "/accept_dad", "0"); // usable at once
            if (forwarding) {
                parameters.put("net/ipv6/conf/all/forwarding", "1");
            }
        }
        if (ours) {
            parameters.put("net/ipv4/neigh/" + bridge + "/retrans_time_ms", NEIGHBOUR_PAUSE_MS);
            if (network.enableIpv6()) {
                parameters.put("net/ipv6/neigh/" + bridge + "/retrans_time_ms", NEIGHBOUR_PAUSE_MS);
            }
        }
        return parameters;
    }

    private BridgeRules rules() {
        return new BridgeRules(
                settings.bridge(),
                network.ipam().pools().stream().map(PoolConfig::subnet).toList(),
                settings.icc(),
                settings.masquerade(),
                network.internal(),
                network.families().stream().map(settings::rules).toList(),
                settings.trusted());
    }

    /**
     * The bridge's addresses and routes are removed at once, the bridge itself in the background,
     * when the journal may not have the network any more: so it must have its tag. From a foreign
     * bridge, added objects are removed, as far as the kernel identifies them.
     */
    @Override
    public void delete() {
        var link = host.link(settings.bridge()).orElse(null);
        if (link != null && link().isOurs(link)) {
            link().tag(link);
        }
        if (link != null && BridgeLink.is(link) && !link().isOurs(link)) {
            addresses().removeAdded(link.index());
            closeLoopback(); // before its rules are removed
        }
        firewall.remove(rules());
        if (link != null && link().isOurs(link)) {
            addresses().remove(link.index());
            host.dispose(link);
        }
    }

    /** Compared with the defaults of a new link. */
    private void closeLoopback() {
        var usual = host.sysctl().read("net/ipv4/conf/default/route_localnet");
        host.sysctl().ensure("net/ipv4/conf/" + settings.bridge() + "/route_localnet", usual);
    }

    @Override
    public Optional<String> fault(Link own) {
        return link().fault(own);
    }

    private BridgeLink link() {
        return new BridgeLink(network, settings.setup(network.id()), host);
    }

    private BridgeAddresses addresses() {
        return new BridgeAddresses(network, settings, host);
    }

    @Override
    public BridgeEndpoints endpoints() {
        return new BridgeEndpoints(network, settings.setup(network.id()), host, namespaces);
    }

    /** The MAC address of a foreign bridge may change; there only IP rules provide isolation. */
    @Override
    public Optional<IsolatedBridgePort> isolation(Endpoint endpoint) {
        if (settings.icc()
                || host.link(settings.bridge()).filter(l -> !link().isOurs(l)).isPresent()) {
            return Optional.empty();
        }
        var port = requireNonNull(endpoint.hostEnd());
        return Optional.of(new IsolatedBridgePort(port, link().setup().address()));
    }
}
