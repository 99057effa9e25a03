package naru.network.driver.bridge;

import naru.linux.address.Family;
import naru.network.address.Prefix;
import naru.network.driver.BridgeFirewall;
import naru.network.driver.Driver;
import naru.network.driver.DriverServices;
import naru.network.driver.PlannedNetwork;
import naru.network.host.Host;
import naru.network.host.Namespaces;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.PoolConfig;
import naru.network.option.GatewayMode;

import java.util.List;
import java.util.Map;

/**
 * Creates bridge networks. See {@link BridgeNetwork}.
 *
 * @param uplink determines the default MTU
 * @param forwarding whether a network with IPv6 may enable IPv6 forwarding
 */
public record BridgeDriver(
        Host host,
        Namespaces namespaces,
        BridgeFirewall firewall,
        boolean forwarding,
        Uplink uplink)
        implements Driver {
    private static final Prefix LINK_LOCAL = Prefix.parse("fe80::/64");

    /** The factory of this driver. */
    public static List<Driver> create(DriverServices services) {
        return List.of(
                new BridgeDriver(
                        services.host(),
                        services.namespaces(),
                        services.firewall(),
                        services.mayForward(),
                        new Uplink(services.host(), services.clock())));
    }

    @Override
    public String name() {
        return "bridge";
    }

    @Override
    public boolean hasAddresses() {
        return true;
    }

    @Override
    public boolean hasGateway(Map<String, String> options, Family family) {
        return BridgeSettings.gatewayMode(options, family) != GatewayMode.ISOLATED;
    }

    @Override
    public PlannedNetwork plan(Network network) {
        var families = network.ipam().pools().stream().map(PoolConfig::family).toList();
        if (families.size() > families.stream().distinct().count()) {
            throw new NaruException.Forbidden("bridge driver doesn't support multiple subnets");
        }
        network.ipam().pools().stream()
                .map(PoolConfig::subnet)
                .filter(subnet -> subnet.family() == Family.IPV6)
                .forEach(BridgeDriver::checkIpv6);
        return new BridgeNetwork(
                network,
                BridgeSettings.of(network, uplink.mtu()),
                host,
                namespaces,
                firewall,
                forwarding);
    }

    /** Each link has fe80::/64 already, and must not have it with another prefix length. */
    private static void checkIpv6(Prefix subnet) {
        if (subnet.address().isMulticastAddress()) {
            throw new NaruException.Invalid(
                    "multicast subnet '%s' is not allowed".formatted(subnet));
        }
        if (LINK_LOCAL.overlaps(subnet) && !LINK_LOCAL.equals(subnet)) {
            throw new NaruException.Invalid(
                    "'%s' clashes with the Link-Local prefix 'fe80::/64'".formatted(subnet));
        }
    }
}
