package naru.network.driver.lan;

import naru.linux.address.Family;
import naru.linux.route.MacvlanMode;
import naru.network.address.MacAddress;
import naru.network.dhcp.DhcpLeases;
import naru.network.driver.AddressService;
import naru.network.driver.NetworkTraits;
import naru.network.driver.NetworkTraits.Interfaces;
import naru.network.driver.PlannedNetwork;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.Namespaces;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.PoolConfig;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A network on a parent interface: its containers are neighbours of all hosts on the parent's LAN.
 * {@link LanEndpoints} creates the interfaces of containers inside their sandboxes; on the host
 * there is only the parent, managed by {@link Parents}.
 */
record LanNetwork(
        Network network,
        LanSettings settings,
        Host host,
        Namespaces namespaces,
        Parents parents,
        DhcpLeases leases)
        implements PlannedNetwork {
    @Override
    public NetworkTraits traits() {
        return NetworkTraits.ofLan(
                new Interfaces(settings.interfacePrefix(), false, settings.hasMacAddresses()));
    }

    /**
     * The user's gateway, or an on-link route if there is none or no ARP. Not for IPv6 with
     * neighbour discovery: such a route would take precedence over that of a router advertisement.
     */
    @Override
    public @Nullable InetAddress gateway(PoolConfig pool) {
        if (settings.parent().isDummy()) {
            return null;
        }
        boolean routed = settings.mode().isLayer2() && pool.router() != null;
        if (routed) {
            return pool.router();
        }
        boolean onLink = pool.family() == Family.IPV4 || !settings.mode().isLayer2();
        return onLink ? pool.family().any() : null;
    }

    @Override
    public void checkNew() {
        var mode = settings.mode();
        if (!host.route().knows(mode.kind())) {
            throw lacking(mode.kind() + " networks", mode.kernelOption());
        }
        settings.parent().check(host);
        boolean toBeMade =
                settings.parent().tagged() != null && host.link(settings.parent().name()).isEmpty();
        if (toBeMade && !host.route().knows("vlan")) {
            throw lacking("the 802.1q interface " + settings.parent().name(), "CONFIG_VLAN_8021Q");
        }
        hostAccess().ifPresent(HostAccess::check);
    }

    private static NaruException lacking(String what, String option) {
        return new NaruException.HostFailure(
                "%s cannot be created: this requires a kernel with %s (naru doctor lists what this one has)"
                        .formatted(what, option));
    }

    @Override
    public void checkBeside(PlannedNetwork planned) {
        boolean shared =
                planned instanceof LanNetwork other
                        && other.settings.parent().equals(settings.parent())
                        && other.network.driver().equals(network.driver());
        if (!shared) {
            return;
        }
        var other = (LanNetwork) planned;
        if (settings.mode() instanceof LanMode.Ipvlan) {
            throw new NaruException.HostFailure(
                    "network %s%s is already using parent interface %s"
                            .formatted(
                                    other.settings.mode().dummyPrefix(),
                                    other.network.id().shortId(),
                                    settings.parent().name()));
        }
        checkPassthru(other);
    }

    private void checkPassthru(LanNetwork other) {
        if (isPassthru()) {
            throw new NaruException.HostFailure(
                    "cannot use mode passthru, macvlan network %s is already using parent interface"
                                    .formatted(other.network.id())
                            + " "
                            + settings.parent().name());
        }
        if (other.isPassthru()) {
            throw new NaruException.HostFailure(
                    "macvlan network %s is already using parent interface %s in mode passthru"
                            .formatted(other.network.id(), settings.parent().name()));
        }
    }

    private boolean isPassthru() {
        return settings.mode() instanceof LanMode.Macvlan(var mode) && mode == MacvlanMode.PASSTHRU;
    }

    @Override
    public void checkEndpoint(EndpointSpec endpoint) {
        if (!settings.hasMacAddresses() && endpoint.macAddress() != null) {
            throw new NaruException.HostFailure(
                    "ipvlan interfaces do not support custom mac address assignment");
        }
    }

    @Override
    public Optional<MacAddress> conflictingHost(InetAddress address) {
        boolean asked = settings.mode().isLayer2() && !settings.parent().isDummy();
        return asked
                ? host.link(settings.parent().name())
                        .flatMap(parent ->
                                new AddressProbe(host, settings.probe()).owner(address, parent))
                : Optional.empty();
    }

    @Override
    public Optional<AddressService> addressService() {
        return network.ipam().driver().equals(LanSettings.DHCP)
                ? Optional.of(
                        new LanAddresses(
                                network, settings.parent().name(), this::conflictingHost, leases))
                : Optional.empty();
    }

    @Override
    public boolean create(HostView view) {
        var use = parents.use(settings.parent(), network.id(), view);
        var parent = use.link();
        var own = hostAccess();
        if (parent == null || own.isEmpty()) {
            return use.changed();
        }
        boolean changed = own.get().create(parent, view) | use.changed();
        own.get().link().ifPresent(link -> parents.watch(link.index()));
        return changed;
    }

    @Override
    public void delete() {
        hostAccess().ifPresent(HostAccess::delete);
        parents.release(settings.parent(), network.id());
    }

    @Override
    public Optional<String> trouble() {
        return parents.trouble(settings.parent());
    }

    private Optional<HostAccess> hostAccess() {
        return settings.hostAccess()
                ? Optional.of(new HostAccess(network, settings.parent(), host))
                : Optional.empty();
    }

    private LanEndpoints endpoints() {
        return new LanEndpoints(network, settings, host, namespaces);
    }

    @Override
    public void attach(
            Endpoint endpoint, boolean translated, SandboxSession inside, HostView view) {
        boolean again = parents.hasReturned(settings.parent(), endpoint.id());
        endpoints().attach(endpoint, inside);
        hostAccess().ifPresent(way -> way.attach(endpoint));
        parents.announced(settings.parent(), endpoint.id());
        if (again) {
            endpoints().announce(endpoint, () -> parents.knows(endpoint.id()));
        }
    }

    @Override
    public boolean isAttached(Endpoint endpoint, boolean translated, HostView view) {
        return !parents.hasReturned(settings.parent(), endpoint.id())
                && hostAccess().map(way -> way.isAttached(endpoint, view)).orElse(true);
    }

    @Override
    public boolean isInside(Endpoint endpoint, Path netns) {
        return endpoints().isInside(endpoint, netns);
    }

    /** The kernel reports it: the interface has the state of its parent. */
    @Override
    public boolean passes(Endpoint endpoint, HostView view) {
        return true;
    }

    @Override
    public void quiesce(Endpoint endpoint, Path netns) {
        endpoints().quiesce(endpoint, netns);
    }

    @Override
    public void detach(Endpoint endpoint) {
        parents.forget(endpoint.id());
        hostAccess().ifPresent(way -> way.detach(endpoint));
    }

    @Override
    public void discard(Endpoint endpoint) {
        detach(endpoint);
    }
}
