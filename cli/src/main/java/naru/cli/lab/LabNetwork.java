package naru.cli.lab;

import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.route.AddressChange;
import naru.linux.route.BridgeOptions;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;
import naru.linux.route.socket.RouteSocket;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The namespaces of a lab and the links between them. */
final class LabNetwork {
    private static final String BRIDGE = "switch";
    private static final String UPLINK = "eth0";

    private final Kernel kernel;
    private final Lab lab;

    LabNetwork(Kernel kernel, Lab lab) {
        this.kernel = kernel;
        this.lab = lab;
    }

    /** Creates the switch, then each host. */
    @SuppressWarnings("try") // the namespace only needs to be closed
    void make() {
        Netns.prepareDirectory(kernel, Lab.NAMESPACES);
        var made = Netns.createAnd(kernel, lab.switchNetns(), () -> RouteSocket.open(kernel));
        try (var switchNetns = made.netns();
                var links = made.opened()) {
            links.apply(LinkChange.up(LinkRef.LOOPBACK));
            links.apply(
                    new LinkChange.AddBridge(
                            BRIDGE,
                            LinkSettings.NONE.setUp(),
                            BridgeOptions.NONE.multicastSnooping(false)));
            int bridge = links.link(BRIDGE).orElseThrow().index();
            links.apply(
                    new AddressChange.Add(
                            InterfaceAddress.of(bridge, lab.router(), Lab.PREFIX_LENGTH)));
            for (var host : lab.hosts()) {
                makeHost(host, links, bridge);
            }
        }
    }

    /** A namespace, and a veth pair from its eth0 to a bridge port with the host's name. */
    private void makeHost(Lab.Host host, RouteSocket switchLinks, int bridge) {
        var made = Netns.createAnd(kernel, host.netns(), () -> RouteSocket.open(kernel));
        try (var netns = made.netns();
                var links = made.opened()) {
            switchLinks.apply(
                    new LinkChange.AddVeth(
                            host.name(),
                            LinkSettings.NONE.master(bridge).setUp(),
                            UPLINK,
                            LinkSettings.NONE.netns(netns)));
            int uplink = links.link(UPLINK).orElseThrow().index();
            links.applyAll(
                    List.of(
                            LinkChange.up(LinkRef.LOOPBACK),
                            LinkChange.up(LinkRef.of(uplink)),
                            new AddressChange.Add(
                                    InterfaceAddress.of(uplink, host.address(), Lab.PREFIX_LENGTH)),
                            new RouteChange.Add(Route.byDefault(lab.router()))));
        }
    }

    /** Removes existing namespaces, and with them the links. */
    void remove() {
        lab.hosts().forEach(this::remove);
        delete(lab.switchNetns());
    }

    /** Removes the namespace of a host, if it exists, and with it the link to the switch. */
    void remove(Lab.Host host) {
        delete(host.netns());
    }

    private void delete(Path netns) {
        if (Files.exists(netns)) {
            Netns.delete(kernel, netns);
        }
    }
}
