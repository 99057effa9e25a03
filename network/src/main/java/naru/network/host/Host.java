package naru.network.host;

import naru.linux.conntrack.Conntrack;
import naru.linux.nft.Nftables;
import naru.linux.process.Command;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Qdisc;
import naru.linux.route.Route;
import naru.linux.route.Rtnetlink;
import naru.linux.xfrm.Xfrm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything of the kernel that the network module reads or changes, and the threads that do so
 * later. Nothing else in the module calls the kernel, so a test that supplies another host runs
 * without root. {@code LinuxHost} is the real one. Any thread.
 */
public interface Host extends HostView, AutoCloseable {
    /** Links, addresses, routes and neighbours of the namespace in which the networks live. */
    Rtnetlink route();

    /** Creates the tags of what is made there. */
    default Owner owner() {
        return Owner.UNNAMED;
    }

    /** Its rule set. */
    Nftables nft();

    /** Its kernel parameters. */
    Sysctls sysctl();

    /** Opens its table of tracked connections. */
    Conntrack conntrack();

    /** Opens its IPsec states and policies. */
    Xfrm xfrm();

    /** Its sockets, as far as they hold ports. */
    PortProbe ports();

    /** The namespaces of sandboxes. */
    NamespaceFiles namespaces();

    /** Opens a socket for Ethernet frames of a link. */
    FrameSocket frames(int link);

    /** Sends an Ethernet frame by a link. */
    void send(int link, byte[] frame);

    /** Announces addresses to the neighbours on this host's links. */
    Announcer announcer();

    /** Deletes a link that is out of service, without making the caller wait for the kernel. */
    void dispose(Link link);

    /** Waits until a link of this name that was disposed of has gone. */
    void awaitDisposal(String name);

    /** Reports changes by any process to {@code observer}, until the result is closed. */
    Runnable watch(Path namespaceFiles, HostObserver observer);

    /** Starts a program in the namespace in which the networks live; returns the process id. */
    int spawn(Command command) throws IOException;

    /**
     * Connects to the relay that listens at a socket; empty if there is none.
     *
     * @param afterEnd runs when the relay ends by itself
     */
    Optional<RelayConnection> connectRelay(Path socket, Runnable afterEnd);

    /** Whether a process runs the current content of a program's file. */
    boolean runs(long pid, Path program);

    /** Called before a change that goes through none of the interfaces here, see {@code Kernel}. */
    void reach(String operation, String object);

    /** Runs work that enters several namespaces on one thread, from which entering is cheap. */
    <T> T together(Supplier<T> work);

    /** Creates a worker. Its thread, if any, has this name. */
    Worker worker(String name);

    /** Creates a timer. Its thread, if any, has this name. */
    Timer timer(String name);

    /** The clock for durations, as {@link System#nanoTime}. */
    long nanoTime();

    /** Waits; returns early when the thread is interrupted. */
    void pause(Duration time);

    @Override
    void close();

    @Override
    default Optional<Link> link(String name) {
        return route().link(name);
    }

    @Override
    default List<InterfaceAddress> addresses(int link) {
        return route().addresses().stream().filter(address -> address.link() == link).toList();
    }

    @Override
    default List<Route> routes(int link) {
        return route().routes().stream().filter(row -> row.link() == link).toList();
    }

    @Override
    default List<Qdisc> qdiscs(int link) {
        return route().qdiscs().stream().filter(qdisc -> qdisc.link() == link).toList();
    }

    /** All links with what belongs to them as they are now. */
    default Snapshot snapshot() {
        Map<String, Link> links = new HashMap<>();
        for (var link : route().links()) {
            links.put(link.name(), link);
        }
        return new Snapshot(links, route().addresses(), route().routes(), route().qdiscs());
    }

    /** Links by name, with what belongs to them, at one moment. */
    record Snapshot(
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
}
