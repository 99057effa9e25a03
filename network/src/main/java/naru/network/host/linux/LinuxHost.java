package naru.network.host.linux;

import naru.linux.FrameSender;
import naru.linux.Kernel;
import naru.linux.NamespaceWork;
import naru.linux.Netns;
import naru.linux.PacketSocket;
import naru.linux.conntrack.Conntrack;
import naru.linux.conntrack.ConntrackSocket;
import naru.linux.nft.Nftables;
import naru.linux.nft.socket.NftMonitor;
import naru.linux.nft.socket.NftSocket;
import naru.linux.process.Command;
import naru.linux.process.Processes;
import naru.linux.route.Link;
import naru.linux.route.Rtnetlink;
import naru.linux.route.socket.RouteMonitor;
import naru.linux.route.socket.RouteSocket;
import naru.linux.xfrm.Xfrm;
import naru.linux.xfrm.XfrmSocket;
import naru.network.host.Announcer;
import naru.network.host.FrameSocket;
import naru.network.host.Host;
import naru.network.host.HostObserver;
import naru.network.host.NamespaceFiles;
import naru.network.host.Owner;
import naru.network.host.PortProbe;
import naru.network.host.RelayConnection;
import naru.network.host.Sysctls;
import naru.network.host.Timer;
import naru.network.host.Worker;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The real kernel: sockets in one network namespace. Any thread. */
public final class LinuxHost implements Host {
    private final Owner owner;
    private final Kernel kernel;
    private final @Nullable Netns netns;
    private final RouteSocket route;
    private final NftSocket nft;
    private final RouteSocket deletions; // of their own, so that no other caller waits for them
    private final FrameSender sender;
    private final Disposal disposal;
    private final Worker closer;
    private final Announcer announcer;
    private final Sysctls sysctl;
    private final NamespaceFiles namespaces;

    private LinuxHost(Kernel kernel, @Nullable Netns netns, Owner owner) {
        this.owner = owner;
        this.kernel = kernel;
        this.netns = netns;
        route = inside(() -> RouteSocket.open(kernel));
        try {
            nft = inside(() -> NftSocket.open(kernel));
            deletions = inside(() -> RouteSocket.open(kernel));
            sender = inside(FrameSender::open);
        } catch (RuntimeException e) {
            route.close();
            throw e;
        }
        disposal = new Disposal(deletions, worker("dispose"));
        announcer = new Announcer(this::send, timer("announce"));
        sysctl = new LinuxSysctls(kernel, netns);
        closer = worker("close");
        namespaces = new LinuxNamespaces(kernel, closer);
    }

    /** The namespace that this process was started in. */
    public static LinuxHost own(Kernel kernel) {
        return own(kernel, Owner.UNNAMED);
    }

    /** As above; {@code owner} creates the tags. */
    public static LinuxHost own(Kernel kernel, Owner owner) {
        return new LinuxHost(kernel, null, owner);
    }

    /** Another namespace, which stays the caller's to close. */
    public static LinuxHost in(Kernel kernel, Netns netns) {
        return in(kernel, netns, Owner.UNNAMED);
    }

    /** As above; {@code owner} creates the tags. */
    public static LinuxHost in(Kernel kernel, Netns netns, Owner owner) {
        return new LinuxHost(kernel, netns, owner);
    }

    /** Does something that depends on the namespace of the thread, such as opening a socket. */
    private <T, X extends Exception> T inside(NamespaceWork<T, X> work) throws X {
        return netns == null ? work.run() : netns.call(work);
    }

    @Override
    public Owner owner() {
        return owner;
    }

    @Override
    public Rtnetlink route() {
        return route;
    }

    @Override
    public Nftables nft() {
        return nft;
    }

    @Override
    public Sysctls sysctl() {
        return sysctl;
    }

    @Override
    public Conntrack conntrack() {
        return inside(() -> ConntrackSocket.open(kernel));
    }

    @Override
    public Xfrm xfrm() {
        return inside(() -> XfrmSocket.open(kernel));
    }

    @Override
    public PortProbe ports() {
        return new HostPorts(netns, sysctl);
    }

    @Override
    public NamespaceFiles namespaces() {
        return namespaces;
    }

    @Override
    public FrameSocket frames(int link) {
        return new Frames(inside(() -> PacketSocket.open(link)));
    }

    private record Frames(PacketSocket socket) implements FrameSocket {
        @Override
        public void send(byte[] frame) {
            socket.send(frame);
        }

        @Override
        public Optional<byte[]> next(Duration limit) {
            return socket.next(limit);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    @Override
    public void send(int link, byte[] frame) {
        sender.send(link, frame);
    }

    @Override
    public Announcer announcer() {
        return announcer;
    }

    @Override
    public void dispose(Link link) {
        disposal.add(link.name(), link.index());
    }

    @Override
    public void awaitDisposal(String name) {
        disposal.await(name);
    }

    @Override
    public Runnable watch(Path namespaceFiles, HostObserver observer) {
        var routes = inside(() -> RouteMonitor.open());
        try {
            var rules = inside(NftMonitor::open);
            return new HostWatch(routes, rules, namespaceFiles, observer)::close;
        } catch (RuntimeException e) {
            routes.close();
            throw e;
        }
    }

    @Override
    public int spawn(Command command) throws IOException {
        try (var child =
                netns == null
                        ? Processes.spawn(command, List.of())
                        : Processes.spawnIn(netns, command)) {
            return child.pid();
        }
    }

    @Override
    public Optional<RelayConnection> connectRelay(Path socket, Runnable afterEnd) {
        return RelaySocket.connect(socket, afterEnd).map(connection -> connection);
    }

    @Override
    public boolean runs(long pid, Path program) {
        return RelaySocket.runs(pid, program);
    }

    @Override
    public void reach(String operation, String object) {
        kernel.reach(operation, object);
    }

    @Override
    public <T> T together(Supplier<T> work) {
        return Netns.<T, RuntimeException>together(work::get);
    }

    @Override
    public Worker worker(String name) {
        return new BackgroundWorker(name);
    }

    @Override
    public Timer timer(String name) {
        return new ThreadTimer(name);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    @Override
    public void close() {
        try (route;
                nft;
                deletions;
                sender;
                announcer;
                closer) {
            disposal.close();
        }
    }
}
