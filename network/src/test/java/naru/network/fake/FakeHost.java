package naru.network.fake;

import naru.linux.NetnsHandle;
import naru.linux.address.Family;
import naru.linux.conntrack.Connection;
import naru.linux.conntrack.Conntrack;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.nft.ListedRule;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftEvent;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftValue;
import naru.linux.nft.Nftables;
import naru.linux.process.Command;
import naru.linux.route.Change;
import naru.linux.route.FdbRow;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.Neighbour;
import naru.linux.route.Qdisc;
import naru.linux.route.Route;
import naru.linux.route.RouteEvent;
import naru.linux.route.RoutingRule;
import naru.linux.route.Rtnetlink;
import naru.linux.route.socket.NewLink;
import naru.linux.xfrm.Xfrm;
import naru.network.host.Announcer;
import naru.network.host.FrameSocket;
import naru.network.host.Host;
import naru.network.host.HostObserver;
import naru.network.host.NamespaceFiles;
import naru.network.host.OpenNamespace;
import naru.network.host.PortProbe;
import naru.network.host.RelayConnection;
import naru.network.host.Sysctls;
import naru.network.host.Timer;
import naru.network.host.Worker;
import naru.network.publish.Protocol;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A daemon's connection to a {@link FakeKernel}: what the process holds, is notified of and does
 * later. Every change is counted by {@link #faults}, one for each that Linux makes separately, so a
 * fault may come between any two. After a {@link Death} nothing is changed any more; {@link #close}
 * then takes what the kernel takes from a dead process. One thread.
 */
public final class FakeHost implements Host {
    private final FakeKernel kernel;
    private final FakeNetns root;
    private final Faults faults = new Faults();
    private final int port;
    private final Map<Path, FakeNetns> held = new HashMap<>();
    private final List<FakeNetns> opened = new ArrayList<>();
    private final Deque<Runnable> notifications = new ArrayDeque<>();
    private final Deque<FakeTask> background = new ArrayDeque<>();
    private final List<Scheduled> timers = new ArrayList<>();
    private final Map<String, Worker.Task> disposals = new HashMap<>();
    private final List<Watch> watches = new ArrayList<>();
    private final Worker disposal;
    private final Announcer announcer;
    private long sequence;

    FakeHost(FakeKernel kernel) {
        this.kernel = kernel;
        root = kernel.root();
        port = (int) kernel.nextNumber();
        disposal = worker("dispose");
        announcer = new Announcer(this::send, timer("announce"));
    }

    /** Where a test lets this process fail or die. */
    public Faults faults() {
        return faults;
    }

    /** The namespaces that this process keeps alive. */
    Set<FakeNetns> held() {
        var all = new HashSet<>(held.values());
        all.addAll(opened);
        return all;
    }

    private void reach(Object operation) {
        faults.reach(operation);
    }

    @Override
    public void reach(String operation, String object) {
        reach(operation + " " + object);
    }

    // ---- Later: notifications, background work, timers

    private record Watch(Consumer<RouteEvent> routes, Consumer<NftEvent> rules) {}

    @Override
    public Runnable watch(Path namespaceFiles, HostObserver observer) {
        faults.checkAlive("watch");
        var watch =
                new Watch(
                        event -> notifications.add(() -> observer.routeChanged(event)),
                        event -> notifications.add(() -> observer.rulesChanged(event)));
        root.watch(watch.routes);
        root.nft().watch(watch.rules);
        watches.add(watch);
        observers.add(observer);
        return () -> stop(watch);
    }

    private final List<HostObserver> observers = new ArrayList<>();

    private void stop(Watch watch) {
        root.unwatch(watch.routes);
        root.nft().unwatch(watch.rules);
        watches.remove(watch);
        observers.clear();
        notifications.clear();
    }

    void fileRemoved(Path file) {
        for (var observer : observers) {
            notifications.add(() -> observer.fileRemoved(file));
        }
    }

    /** The kernel drops the notifications that wait, and says so. */
    public void loseNotifications() {
        notifications.clear();
        for (var observer : observers) {
            notifications.add(() -> observer.routeChanged(new RouteEvent.Lost()));
            notifications.add(() -> observer.rulesChanged(new NftEvent.Lost()));
        }
    }

    /** Delivers notifications and does the work in the background, until there is none. */
    void settle() {
        while (!faults.isDead() && !(notifications.isEmpty() && background.isEmpty())) {
            if (!notifications.isEmpty()) {
                notifications.poll().run();
            } else {
                background.poll().run();
            }
        }
    }

    private static final class FakeTask implements Runnable {
        private final Runnable work;
        private boolean done;

        FakeTask(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            if (!done) {
                done = true;
                work.run();
            }
        }
    }

    @Override
    public Worker worker(String name) {
        return new Worker() {
            private final List<FakeTask> own = new ArrayList<>();

            @Override
            public Task submit(Runnable work) {
                var task = new FakeTask(work);
                own.add(task);
                background.add(task);
                return () -> upTo(task);
            }

            private void upTo(FakeTask last) {
                for (var task : List.copyOf(own)) {
                    task.run();
                    if (task == last) {
                        return;
                    }
                }
            }

            @Override
            public void close() {
                List.copyOf(own).forEach(FakeTask::run);
            }
        };
    }

    private record Scheduled(long due, long order, String name, Runnable work) {}

    @Override
    public Timer timer(String name) {
        return new Timer() {
            private boolean closed;

            @Override
            public Task schedule(Runnable work, Duration delay) {
                if (closed) {
                    return () -> {};
                }
                var entry =
                        new Scheduled(kernel.nanoTime() + delay.toNanos(), ++sequence, name, work);
                timers.add(entry);
                return () -> timers.remove(entry);
            }

            @Override
            public void close() {
                closed = true;
                timers.removeIf(entry -> entry.name.equals(name));
            }
        };
    }

    long nextTimer() {
        var next = faults.isDead() ? null : next();
        return next == null ? Long.MAX_VALUE : next.due;
    }

    void fireTimer() {
        var next = next();
        timers.remove(next);
        next.work.run();
    }

    /** The timer that is due next, the older of two; null for none. */
    private Scheduled next() {
        Scheduled first = null;
        for (var timer : timers) { // in the order in which they were set
            if (first == null || timer.due < first.due) {
                first = timer;
            }
        }
        return first;
    }

    @Override
    public long nanoTime() {
        return kernel.nanoTime();
    }

    @Override
    public void pause(Duration time) {
        kernel.pass(time);
    }

    @Override
    public <T> T together(Supplier<T> work) {
        return work.get();
    }

    // ---- The kernel

    @Override
    public Rtnetlink route() {
        return new Routes(root);
    }

    /** Links and routes of a namespace, through this process's sockets. */
    private final class Routes implements Rtnetlink {
        private final FakeNetns netns;

        Routes(FakeNetns netns) {
            this.netns = netns;
        }

        private FakeNetns alive() {
            faults.checkAlive("listing");
            return netns;
        }

        @Override
        public void applyAll(List<? extends Change> changes) {
            LinuxException first = null;
            for (var change : changes) {
                try {
                    apply(change);
                } catch (LinuxException e) {
                    if (first == null) {
                        first = e;
                    } else {
                        first.addSuppressed(e);
                    }
                }
            }
            if (first != null) {
                throw first;
            }
        }

        @Override
        public void apply(Change change) {
            NewLink.steps(change).forEach(this::one);
        }

        private void one(Change change) {
            reach(change);
            netns.apply(change);
        }

        @Override
        public Optional<Link> link(String name) {
            return alive().link(name);
        }

        @Override
        public Optional<Link> link(int index) {
            return alive().link(index);
        }

        @Override
        public boolean knows(String kind) {
            return true;
        }

        @Override
        public List<Link> links() {
            return alive().listLinks();
        }

        @Override
        public List<InterfaceAddress> addresses() {
            return alive().listAddresses();
        }

        @Override
        public List<Route> routes() {
            return alive().listRoutes();
        }

        @Override
        public List<RoutingRule> rules() {
            return alive().listRules();
        }

        @Override
        public List<Neighbour> neighbours() {
            return alive().listNeighbours();
        }

        @Override
        public List<Qdisc> qdiscs() {
            return alive().listQdiscs();
        }

        @Override
        public List<FdbRow> fdb() {
            return alive().listFdb();
        }
    }

    @Override
    public Nftables nft() {
        return nftables;
    }

    private final Nftables nftables =
            new Nftables() {
                @Override
                public void commit(List<? extends NftChange> changes) {
                    if (!changes.isEmpty()) {
                        reach("nftables " + words(changes));
                        root.nft().commit(changes, port);
                    }
                }

                @Override
                public long generation() {
                    return root.nft().generation();
                }

                @Override
                public int port() {
                    return port;
                }

                @Override
                public List<NftTable> tables() {
                    faults.checkAlive("tables");
                    return root.nft().tables();
                }

                @Override
                public List<NftChain> chains(NftTable table) {
                    return root.nft().chains(table);
                }

                @Override
                public List<NftSet> sets(NftTable table) {
                    return root.nft().sets(table);
                }

                @Override
                public List<NftElement> elements(NftSet set) {
                    return root.nft().elements(set);
                }

                @Override
                public Map<List<NftValue>, Long> packets(NftSet set) {
                    faults.checkAlive("packets");
                    var packets = new LinkedHashMap<List<NftValue>, Long>();
                    root.nft().elements(set).forEach(element -> packets.put(element.key(), 0L));
                    return packets;
                }

                @Override
                public List<ListedRule> rules(NftTable table) {
                    return root.nft().rules(table);
                }
            };

    private static String words(List<? extends NftChange> changes) {
        return changes.getFirst().getClass().getSimpleName() + " and " + (changes.size() - 1);
    }

    @Override
    public Sysctls sysctl() {
        return sysctls(root);
    }

    private Sysctls sysctls(FakeNetns netns) {
        return new Sysctls() {
            @Override
            public Optional<String> find(String name) {
                faults.checkAlive("sysctl");
                return netns.sysctls().find(name);
            }

            @Override
            public void write(String name, String value) {
                reach("sysctl " + name + "=" + value);
                netns.sysctls().write(name, value);
            }
        };
    }

    @Override
    public Conntrack conntrack() {
        faults.checkAlive("conntrack");
        return new Conntrack() {
            @Override
            public List<Connection> connections(Family family) {
                return kernel.connections.stream()
                        .filter(c -> family.has(c.original().target()))
                        .toList();
            }

            @Override
            public void forget(Connection connection) {
                reach("conntrack " + connection);
                kernel.connections.remove(connection);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Xfrm xfrm() {
        faults.checkAlive("xfrm");
        return kernel.xfrm().open(faults);
    }

    @Override
    public PortProbe ports() {
        return new PortProbe() {
            @Override
            public Answer probe(Protocol protocol, InetAddress address, int number) {
                boolean own =
                        address.isAnyLocalAddress()
                                || address.isLoopbackAddress()
                                || root.listAddresses().stream()
                                        .anyMatch(held -> held.address().equals(address));
                if (!own) {
                    return Answer.NO_SUCH_ADDRESS;
                }
                return kernel.isBound(protocol, address, number) ? Answer.IN_USE : Answer.FREE;
            }

            @Override
            public EphemeralPorts ephemeralPorts() {
                return EphemeralPorts.USUAL;
            }
        };
    }

    @Override
    public FrameSocket frames(int link) {
        faults.checkAlive("frames");
        return new FrameSocket() {
            private final Deque<byte[]> received = new ArrayDeque<>();

            @Override
            public void send(byte[] frame) {
                root.link(link)
                        .filter(by -> by.up() && by.lowerUp())
                        .ifPresent(by -> received.addAll(kernel.lan(by.name()).answers(frame)));
            }

            @Override
            public Optional<byte[]> next(Duration limit) {
                if (received.isEmpty()) {
                    kernel.pass(limit);
                }
                return Optional.ofNullable(received.poll());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void send(int link, byte[] frame) {
        faults.checkAlive("send");
        send(root, link);
    }

    private static void send(FakeNetns netns, int link) {
        var by =
                netns.link(link).orElseThrow(() -> FakeNetns.refused(Errno.ENODEV, "sendto", link));
        if (!by.up()) {
            throw FakeNetns.refused(Errno.ENETDOWN, "sendto", link);
        }
    }

    @Override
    public Announcer announcer() {
        return announcer;
    }

    @Override
    public void dispose(Link link) {
        var task =
                disposal.submit(() -> {
                    try {
                        route().apply(new LinkChange.Delete(LinkRef.of(link.index())));
                    } catch (LinuxException ignored) {
                        // a leftover, which a repair removes
                    }
                });
        disposals.put(link.name(), task);
    }

    @Override
    public void awaitDisposal(String name) {
        var task = disposals.remove(name);
        if (task != null) {
            task.await();
        }
    }

    /** Of programs, only the relay runs here; its argument is its socket. */
    @Override
    public int spawn(Command command) {
        faults.checkAlive("spawn");
        return kernel.startRelay(Path.of(command.arguments().getLast()));
    }

    @Override
    public Optional<RelayConnection> connectRelay(Path socket, Runnable afterEnd) {
        faults.checkAlive("connect");
        return Optional.ofNullable(kernel.relay(socket))
                .map(relay -> relay.connect(() -> notifications.add(afterEnd)));
    }

    @Override
    public boolean runs(long pid, Path program) {
        return true;
    }

    // ---- Namespaces

    @Override
    public NamespaceFiles namespaces() {
        return namespaces;
    }

    private final NamespaceFiles namespaces =
            new NamespaceFiles() {
                @Override
                public void prepare(Path directory) {
                    faults.checkAlive("prepare"); // repeating it changes nothing
                }

                @Override
                public OpenNamespace create(Path file, Map<String, String> sysctls) {
                    reach("create " + file);
                    if (kernel.netns(file) != null) {
                        throw FakeNetns.refused(Errno.EEXIST, "open", file);
                    }
                    var netns = kernel.create(file);
                    held.put(file, netns);
                    try {
                        for (var setting : sysctls.entrySet()) {
                            sysctls(netns).write(setting.getKey(), setting.getValue());
                        }
                    } catch (RuntimeException e) {
                        kernel.unlink(file);
                        throw e;
                    }
                    return new Opened(netns);
                }

                @Override
                public OpenNamespace open(Path file) {
                    faults.checkAlive("open " + file);
                    return new Opened(find(file));
                }

                private FakeNetns find(Path file) {
                    var netns = kernel.netns(file);
                    if (netns == null) {
                        throw FakeNetns.refused(Errno.ENOENT, "open", file);
                    }
                    return netns;
                }

                @Override
                public void hold(Path file) {
                    held.put(file, find(file));
                }

                @Override
                public void restore(Path file) {
                    var netns = held.get(file);
                    if (netns != null && kernel.netns(file) != netns) {
                        reach("bind " + file);
                        kernel.bind(file, netns);
                    }
                }

                @Override
                public void delete(Path file) {
                    held.remove(file);
                    reach("delete " + file);
                    kernel.unlink(file);
                    kernel.collect();
                }

                @Override
                public boolean exists(Path file) {
                    faults.checkAlive("exists " + file);
                    return kernel.netns(file) != null;
                }

                @Override
                public List<Path> list(Path directory) {
                    faults.checkAlive("list " + directory);
                    return kernel.files().stream()
                            .filter(file -> directory.equals(file.getParent()))
                            .sorted()
                            .toList();
                }

                @Override
                public void close() {
                    held.clear();
                    kernel.collect();
                }
            };

    private final class Opened implements OpenNamespace {
        private final FakeNetns netns;

        Opened(FakeNetns netns) {
            this.netns = netns;
            opened.add(netns);
        }

        @Override
        public NetnsHandle handle() {
            return netns;
        }

        @Override
        public Rtnetlink route() {
            return new Routes(netns);
        }

        @Override
        public Sysctls sysctl() {
            return sysctls(netns);
        }

        @Override
        public void send(int link, List<byte[]> frames) {
            FakeHost.send(netns, link);
        }

        @Override
        public void close() {
            opened.remove(netns);
            if (!faults.isDead()) {
                kernel.collect();
            }
        }
    }

    /** The end of the process; a dead one has nothing left to finish. */
    @Override
    public void close() {
        if (!faults.isDead()) {
            disposal.close();
        }
        List.copyOf(watches).forEach(this::stop);
        timers.clear();
        background.clear();
        held.clear();
        opened.clear();
        faults.die();
        kernel.removed(this);
    }
}
