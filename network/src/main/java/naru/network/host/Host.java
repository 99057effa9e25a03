package naru.network.host;

import naru.linux.FrameSender;
import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.nft.NftSocket;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Qdisc;
import naru.linux.route.Route;
import naru.linux.route.RouteSocket;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The namespace in which the networks live, and sockets in it: the daemon's own, or one that a test
 * made. Any thread.
 */
public final class Host implements HostView, AutoCloseable {
    private final Kernel kernel;
    private final @Nullable Netns netns;
    private final RouteSocket route;
    private final NftSocket nft;
    private final Disposal disposal;
    private final Announcer announcer;

    private Host(Kernel kernel, @Nullable Netns netns) {
        this.kernel = kernel;
        this.netns = netns;
        route = inside(() -> RouteSocket.open(kernel));
        try {
            nft = inside(() -> NftSocket.open(kernel));
            disposal = new Disposal(inside(() -> RouteSocket.open(kernel)));
            announcer = new Announcer(inside(FrameSender::open));
        } catch (RuntimeException e) {
            route.close();
            throw e;
        }
    }

    /** The namespace that this process was started in. */
    public static Host own(Kernel kernel) {
        return new Host(kernel, null);
    }

    /** Another namespace, which stays the caller's to close. */
    public static Host in(Kernel kernel, Netns netns) {
        return new Host(kernel, netns);
    }

    public Kernel kernel() {
        return kernel;
    }

    public RouteSocket route() {
        return route;
    }

    public NftSocket nft() {
        return nft;
    }

    /** Deletes a link that is out of service, without making the caller wait for the kernel. */
    public void dispose(Link link) {
        disposal.add(link.name(), link.index());
    }

    /** Tells neighbours on this host's links where addresses are. */
    public Announcer announcer() {
        return announcer;
    }

    /** Waits until a link of this name that was disposed of has gone. */
    public void awaitDisposal(String name) {
        disposal.await(name);
    }

    /** Does something that depends on the namespace of the thread: sysctl, opening a socket. */
    public <T, X extends Exception> T inside(Netns.Inside<T, X> work) throws X {
        return netns == null ? work.run() : netns.call(work);
    }

    @Override
    public Optional<Link> link(String name) {
        return route.link(name);
    }

    @Override
    public List<InterfaceAddress> addresses(int link) {
        return route.addresses().stream().filter(address -> address.link() == link).toList();
    }

    @Override
    public List<Route> routes(int link) {
        return route.routes().stream().filter(row -> row.link() == link).toList();
    }

    @Override
    public List<Qdisc> qdiscs(int link) {
        return route.qdiscs().stream().filter(qdisc -> qdisc.link() == link).toList();
    }

    /** All links with what belongs to them as they are now. */
    public Snapshot snapshot() {
        Map<String, Link> links = new HashMap<>();
        for (var link : route.links()) {
            links.put(link.name(), link);
        }
        return new Snapshot(links, route.addresses(), route.routes(), route.qdiscs());
    }

    /** Links by name, with what belongs to them, at one moment. */
    public record Snapshot(
            Map<String, Link> links,
            List<InterfaceAddress> all,
            List<Route> allRoutes,
            List<Qdisc> allQdiscs)
            implements HostView {
        public Snapshot {
            links = Map.copyOf(links);
            all = List.copyOf(all);
            allRoutes = List.copyOf(allRoutes);
            allQdiscs = List.copyOf(allQdiscs);
        }

        @Override
        public Optional<Link> link(String name) {
            return Optional.ofNullable(links.get(name));
        }

        @Override
        public List<InterfaceAddress> addresses(int link) {
            return all.stream().filter(address -> address.link() == link).toList();
        }

        @Override
        public List<Route> routes(int link) {
            return allRoutes.stream().filter(row -> row.link() == link).toList();
        }

        @Override
        public List<Qdisc> qdiscs(int link) {
            return allQdiscs.stream().filter(qdisc -> qdisc.link() == link).toList();
        }
    }

    @Override
    public void close() {
        try (route;
                nft;
                announcer) {
            disposal.close();
        }
    }
}
