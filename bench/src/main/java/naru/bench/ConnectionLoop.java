package naru.bench;

import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.route.AddressChange;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.socket.RouteSocket;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints the rate of sequential connections of a neighbour through a published port, with a single
 * one and with a thousand. Requires a network namespace of its own.
 */
final class ConnectionLoop {
    private static final int TURNS = 7;
    private static final int CONNECTIONS = 2000; // per turn; conntrack keeps them for seconds
    private static final int PORT = 20_000;
    private static final int OTHERS = 999;
    private static final InetAddress HOST = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress NEIGHBOUR = InetAddress.ofLiteral("192.0.2.2");

    private ConnectionLoop() {}

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        try (var own = new OwnNetworks(folder);
                var neighbour = Netns.create(Kernel.DIRECT, folder.resolve("neighbour"))) {
            join(neighbour);
            var web = OwnNetworks.container(1).withPorts(List.of(port(0)));
            var sandbox = own.networks().open(web);
            own.networks().awaitPassage(web.containerId());
            try (var netns = Netns.open(sandbox.netns());
                    var _ = AcceptingServer.in(netns, 80)) {
                compare(own, neighbour);
            }
            Netns.delete(Kernel.DIRECT, folder.resolve("neighbour"));
        }
    }

    private static void compare(OwnNetworks own, Netns neighbour) {
        var one = new double[TURNS];
        var many = new double[TURNS];
        var ports = new ArrayList<PortRequest>();
        for (int i = 1; i <= OTHERS; i++) {
            ports.add(port(i));
        }
        var others = OwnNetworks.container(2).withPorts(ports);
        for (int i = -1; i < TURNS; i++) { // the first turn is a warm-up
            double alone = neighbour.call(ConnectionLoop::connections);
            own.networks().open(others);
            double among = neighbour.call(ConnectionLoop::connections);
            own.networks().close(others.containerId());
            if (i >= 0) {
                one[i] = alone;
                many[i] = among;
            }
        }
        double few = new Samples(one).median();
        double lots = new Samples(many).median();
        System.out.printf(
                "bench connections-1000-ports naru=%.5g/s one-port=%.5g/s ratio=%.3g%n",
                lots, few, lots / few);
    }

    /** Ports whose numbers change, so that each is a separate element. */
    private static PortRequest port(int number) {
        return PortRequest.of(Protocol.TCP, PORT + number, 80 + number);
    }

    /** A veth pair to a neighbour, with an address at each end. */
    private static void join(Netns neighbour) {
        try (var here = RouteSocket.open(Kernel.DIRECT);
                var there = neighbour.call(() -> RouteSocket.open(Kernel.DIRECT))) {
            var inner = LinkSettings.NONE.netns(neighbour);
            here.apply(new LinkChange.AddVeth("uplink", LinkSettings.NONE.setUp(), "eth0", inner));
            address(here, "uplink", HOST);
            address(there, "eth0", NEIGHBOUR);
        }
    }

    private static void address(RouteSocket route, String link, InetAddress address) {
        int index = route.link(link).orElseThrow().index();
        route.apply(new AddressChange.Add(InterfaceAddress.of(index, address, 24)));
        route.apply(LinkChange.up(LinkRef.of(index)));
    }

    /** The number of connections per second. */
    private static double connections() {
        long begin = System.nanoTime();
        AcceptingServer.connect(new InetSocketAddress(HOST, PORT), CONNECTIONS);
        return CONNECTIONS / ((System.nanoTime() - begin) / 1e9);
    }
}
