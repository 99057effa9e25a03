package naru.network.driver.lan;

import naru.linux.address.Family;
import naru.linux.route.RouteEvent;
import naru.network.dhcp.DhcpLeases;
import naru.network.driver.Driver;
import naru.network.driver.DriverServices;
import naru.network.driver.PlannedNetwork;
import naru.network.host.Host;
import naru.network.host.Namespaces;
import naru.network.model.Network;
import naru.network.model.PoolConfig;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates networks on a parent interface. See {@link LanNetwork}. */
public final class LanDriver implements Driver {
    private final String name;
    private final Host host;
    private final Namespaces namespaces;
    private final Parents parents;
    private final DhcpLeases leases;

    private LanDriver(
            String name, Host host, Namespaces namespaces, Parents parents, DhcpLeases leases) {
        this.name = name;
        this.host = host;
        this.namespaces = namespaces;
        this.parents = parents;
        this.leases = leases;
    }

    /** The factory of {@code macvlan} and {@code ipvlan}, which share parents and DHCP leases. */
    public static List<Driver> create(DriverServices services) {
        var host = services.host();
        var namespaces = services.namespaces();
        var parents = new Parents(host);
        var leases = new DhcpLeases(host, services.random());
        return List.of(
                new LanDriver("macvlan", host, namespaces, parents, leases),
                new LanDriver("ipvlan", host, namespaces, parents, leases));
    }

    /** Ends the renewal of leases, of both drivers. */
    @Override
    public void close() {
        leases.close();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean hasAddresses() {
        return true;
    }

    /** The LAN's router has its address already; users name it explicitly. */
    @Override
    public boolean hasGateway(Map<String, String> options, Family family) {
        return false;
    }

    /**
     * Home routers usually have the first address, and many Compose files rely on Docker's choice
     * of it. Not if containers may get that address, and never for IPv6, whose routers announce
     * themselves.
     */
    @Override
    public Optional<InetAddress> assumedRouter(Map<String, String> options, PoolConfig pool) {
        var first = pool.subnet().addressAt(BigInteger.ONE);
        boolean given = pool.ipRange() != null && pool.ipRange().contains(first);
        boolean ask =
                pool.family() == Family.IPV4
                        && pool.router() == null
                        && pool.subnet().bits() - pool.subnet().length() > 1
                        && !given
                        && !pool.auxiliaryAddresses().containsValue(first)
                        && LanSettings.usesRouter(name, options);
        return ask ? Optional.of(first) : Optional.empty();
    }

    @Override
    public boolean note(RouteEvent event) {
        return parents.note(event);
    }

    @Override
    public PlannedNetwork plan(Network network) {
        return new LanNetwork(network, LanSettings.of(network), host, namespaces, parents, leases);
    }
}
