package naru.cli.inventory;

import naru.linux.Kernel;
import naru.linux.route.FdbRow;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Neighbour;
import naru.linux.route.Route;
import naru.linux.route.RouteSocket;

import java.time.Duration;
import java.util.List;

/** What route netlink says of one namespace, read at one moment. */
record HostLinks(
        List<Link> links,
        List<InterfaceAddress> addresses,
        List<Route> routes,
        List<Neighbour> neighbours,
        List<FdbRow> fdb) {
    private static final int BRIDGE_DIGITS = 12;
    private static final int VETH_DIGITS = 7;
    private static final Duration PAUSE = Duration.ofMillis(20);

    HostLinks {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        neighbours = List.copyOf(neighbours);
        fdb = List.copyOf(fdb);
    }

    /**
     * Reads the calling thread's namespace. Pairs that the kernel is about to remove get up to
     * {@code patience} to go.
     */
    static HostLinks read(Duration patience) throws InterruptedException {
        try (var socket = RouteSocket.open(Kernel.DIRECT)) {
            long end = System.nanoTime() + patience.toNanos();
            while (someAreGoing(socket.links()) && System.nanoTime() < end) {
                Thread.sleep(PAUSE);
            }
            return new HostLinks(
                    socket.links(),
                    socket.addresses(),
                    socket.routes(),
                    socket.neighbours(),
                    socket.fdb());
        }
    }

    private static boolean someAreGoing(List<Link> links) {
        return links.stream().anyMatch(HostLinks::isGoing);
    }

    /**
     * Whether a link looks like the host end of an endpoint that was just detached: out of service,
     * its other end in a namespace that is being dropped.
     */
    static boolean isGoing(Link link) {
        return isOurs(link) && link.kind().equals("veth") && !link.up() && link.master() == 0;
    }

    /** Whether a link carries our tag, or a name such as we give. */
    static boolean isOurs(Link link) {
        String name = link.name();
        return link.alias().startsWith(Owners.TAG)
                || name.equals("docker0")
                || hasDigits(name, "br-", BRIDGE_DIGITS)
                || hasDigits(name, "veth", VETH_DIGITS);
    }

    private static boolean hasDigits(String name, String prefix, int digits) {
        return name.startsWith(prefix)
                && name.length() == prefix.length() + digits
                && Owners.isHex(name.substring(prefix.length()));
    }
}
