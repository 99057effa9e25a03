package naru.network.driver.bridge;

import naru.network.driver.Driver;
import naru.network.driver.Host;
import naru.network.driver.PlannedNetwork;
import naru.network.firewall.Firewall;
import naru.network.model.GatewayMode;
import naru.network.model.NaruException;
import naru.network.model.Network;

import java.util.Map;

/**
 * Makes bridge networks. See {@link BridgeNetwork}.
 *
 * @param uplink whose MTU networks have that name none
 * @param forwarding whether a network with IPv6 may turn IPv6 forwarding on
 */
public record BridgeDriver(Host host, Firewall firewall, boolean forwarding, Uplink uplink)
        implements Driver {
    @Override
    public String name() {
        return "bridge";
    }

    @Override
    public boolean hasAddresses() {
        return true;
    }

    @Override
    public boolean hasGateway(Map<String, String> options, boolean ipv6) {
        return BridgeSettings.gatewayMode(options, ipv6) != GatewayMode.ISOLATED;
    }

    @Override
    public PlannedNetwork plan(Network network) {
        long ipv4 = network.ipam().pools().stream().filter(pool -> !pool.isIpv6()).count();
        long ipv6 = network.ipam().pools().size() - ipv4;
        if (ipv4 > 1 || ipv6 > 1) {
            throw new NaruException.Forbidden("bridge driver doesn't support multiple subnets");
        }
        return new BridgeNetwork(
                network, BridgeSettings.of(network, uplink.mtu()), host, firewall, forwarding);
    }
}
