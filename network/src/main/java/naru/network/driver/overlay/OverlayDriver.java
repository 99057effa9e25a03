package naru.network.driver.overlay;

import naru.linux.route.RouteEvent;
import naru.network.driver.Driver;
import naru.network.driver.DriverFactory;
import naru.network.driver.DriverServices;
import naru.network.driver.PlannedNetwork;
import naru.network.model.Network;

import java.util.List;

/** Creates overlay networks. See {@link OverlayNetwork}. */
public final class OverlayDriver implements Driver {
    private final DriverServices services;
    private final UnderlayLink underlay;
    private final OverlayPeers peers;
    private final EspTunnels esp;

    private OverlayDriver(
            DriverServices services, Underlay underlay, OverlayPeers peers, OverlayKeys keys) {
        this.services = services;
        this.underlay = new UnderlayLink(underlay, services.host());
        this.peers = peers;
        this.esp = new EspTunnels(services.host(), keys);
    }

    /** The factory of this driver, for one host. */
    public static DriverFactory factory(Underlay underlay, OverlayPeers peers, OverlayKeys keys) {
        return services -> List.of(new OverlayDriver(services, underlay, peers, keys));
    }

    /** The same without keys: encrypted networks are refused. */
    public static DriverFactory factory(Underlay underlay, OverlayPeers peers) {
        return factory(underlay, peers, OverlayKeys.UNAVAILABLE);
    }

    @Override
    public String name() {
        return "overlay";
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public boolean hasAddresses() {
        return true;
    }

    @Override
    public boolean note(RouteEvent event) {
        return underlay.note(event);
    }

    @Override
    public PlannedNetwork plan(Network network) {
        var settings = OverlaySettings.of(network);
        var host = services.host();
        var links =
                new OverlayLinks(
                        network, settings, host, services.firewall(), underlay, peers, esp);
        return new OverlayNetwork(
                network, settings, host, services.namespaces(), underlay, peers, links, esp);
    }
}
