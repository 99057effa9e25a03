package naru.network.fake;

import naru.linux.conntrack.Connection;
import naru.network.publish.Protocol;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Linux kernel in memory, and the clock of its machine. It outlives the processes that use it:
 * each {@link #boot() boot} of a daemon gets a {@link FakeHost} of its own. Other processes change
 * it by {@link #root}'s and {@link #netns}'s own methods. Nothing in here has a thread: what the
 * kernel and the daemon do later happens in {@link #advance}. How it differs from Linux is written
 * at {@link FakeNetns}.
 */
public final class FakeKernel {
    private static final String BOOT_ID = "kernel/random/boot_id";

    private final Map<String, String> sysctls =
            new HashMap<>(Map.of(BOOT_ID, "00000000-0000-0000-0000-000000000001"));
    private final Set<FakeNetns> all = new LinkedHashSet<>();
    private final Map<Path, FakeNetns> files = new LinkedHashMap<>();
    private final Map<String, FakeNetns> processes = new HashMap<>();
    private final List<FakeHost> daemons = new ArrayList<>();
    private final Set<Listener> listeners = new HashSet<>();
    private final Map<Path, FakeRelay> relays = new HashMap<>();
    private final Map<String, FakeLan> lans = new HashMap<>();
    final List<Connection> connections = new ArrayList<>();
    private final FakeXfrm xfrm = new FakeXfrm();
    private final FakeNetns root;
    private long numbers;
    private long nanos;

    private record Listener(Protocol protocol, InetAddress address, int port) {}

    public FakeKernel() {
        root = new FakeNetns(this);
        all.add(root);
    }

    /** The namespace in which daemons are started. */
    public FakeNetns root() {
        return root;
    }

    /** IPsec of the namespace in which daemons are started. */
    public FakeXfrm xfrm() {
        return xfrm;
    }

    /** The namespace that a file is bound to; null where there is no such file. */
    public FakeNetns netns(Path file) {
        return files.get(file);
    }

    public Set<Path> files() {
        return Set.copyOf(files.keySet());
    }

    /** Starts a daemon: a process with descriptors, timers and notifications of its own. */
    public FakeHost boot() {
        var daemon = new FakeHost(this);
        daemons.add(daemon);
        return daemon;
    }

    /** Binds a new, empty namespace to a file. */
    public FakeNetns add(Path file) {
        return create(file);
    }

    /** Sets the clock to that of another machine. */
    public void setClock(FakeKernel other) {
        nanos = other.nanos;
    }

    /** A process lives in the namespace of a file from now on, as a container's does. */
    public void enter(String process, Path file) {
        processes.put(process, files.get(file));
    }

    /** A process ends. */
    public void exit(String process) {
        processes.remove(process);
        collect();
    }

    /** Another process unlinks a namespace file. */
    public void unlink(Path file) {
        if (files.remove(file) != null) {
            daemons.forEach(daemon -> daemon.fileRemoved(file));
            collect();
        }
    }

    /** Another process binds a port of the root namespace. */
    public void listen(Protocol protocol, InetAddress address, int port) {
        listeners.add(new Listener(protocol, address, port));
    }

    boolean isBound(Protocol protocol, InetAddress address, int port) {
        return isHeldByOther(protocol.text(), address, port)
                || relays.values().stream().anyMatch(r -> r.holds(protocol, address, port));
    }

    boolean isHeldByOther(String protocol, InetAddress address, int port) {
        return listeners.stream()
                .anyMatch(held ->
                        held.protocol.text().equals(protocol)
                                && held.port == port
                                && (held.address.isAnyLocalAddress()
                                        || address.isAnyLocalAddress()
                                        || held.address.equals(address)));
    }

    /** Connects a link of the root namespace to a LAN with other hosts. */
    public void connect(String link, FakeLan lan) {
        lans.put(link, lan);
    }

    /** The LAN of a link; one without other hosts by default. */
    FakeLan lan(String link) {
        return lans.getOrDefault(link, _ -> List.of());
    }

    /** The tracked connections of the root namespace. */
    public List<Connection> connections() {
        return List.copyOf(connections);
    }

    /** Tracks another connection, as after its first packet. */
    public void track(Connection connection) {
        connections.removeIf(old ->
                old.protocol() == connection.protocol()
                        && old.original().equals(connection.original()));
        connections.add(connection);
    }

    /** The ports that a relay carries, see {@link FakeRelay#ports}; empty without a relay. */
    public Map<String, String> relayed(Path socket) {
        var relay = relays.get(socket);
        return relay == null ? Map.of() : relay.ports();
    }

    /** Whether a relay listens at a socket. */
    public boolean hasRelay(Path socket) {
        return relays.containsKey(socket);
    }

    /** Another process kills the relays. */
    public void killRelays() {
        List.copyOf(relays.values()).forEach(FakeRelay::end);
    }

    FakeRelay relay(Path socket) {
        return relays.get(socket);
    }

    int startRelay(Path socket) {
        long pid = nextNumber();
        relays.put(socket, new FakeRelay(this, pid));
        return (int) pid;
    }

    void relayEnded(FakeRelay relay) {
        relays.values().remove(relay);
    }

    /** Sets a parameter that all namespaces share, as a module does when it is loaded. */
    public void setGlobal(String sysctl, String value) {
        sysctls.put(sysctl, value);
    }

    String sysctl(String name) {
        return sysctls.get(name);
    }

    // ---- Time

    /** What the time is on this machine. */
    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochSecond(1_800_000_000L).plusNanos(nanos);
            }
        };
    }

    long nanoTime() {
        return nanos;
    }

    /** Time passes without anything happening but in the kernel, as while a thread waits. */
    void pass(Duration time) {
        nanos += Math.max(1, time.toNanos());
    }

    /** Lets time pass: notifications arrive, work in the background is done, timers fire. */
    public void advance(Duration time) {
        long end = nanos + time.toNanos();
        while (true) {
            daemons.forEach(FakeHost::settle);
            var due =
                    daemons.stream()
                            .filter(daemon -> daemon.nextTimer() <= end)
                            .min((a, b) -> Long.compare(a.nextTimer(), b.nextTimer()));
            if (due.isEmpty()) {
                break;
            }
            nanos = Math.max(nanos, due.get().nextTimer());
            due.get().fireTimer();
        }
        nanos = Math.max(nanos, end);
    }

    // ---- Namespaces

    FakeNetns create(Path file) {
        var netns = new FakeNetns(this);
        all.add(netns);
        files.put(file, netns);
        return netns;
    }

    void bind(Path file, FakeNetns netns) {
        files.put(file, netns);
    }

    void removed(FakeHost daemon) {
        daemons.remove(daemon);
        collect();
    }

    /** Namespaces that nothing keeps go, with their links and those at the other ends. */
    void collect() {
        Set<FakeNetns> kept = new HashSet<>(files.values());
        kept.addAll(processes.values());
        kept.add(root);
        daemons.forEach(daemon -> kept.addAll(daemon.held()));
        for (var netns : List.copyOf(all)) {
            if (!kept.contains(netns)) {
                all.remove(netns);
                netns.destroy();
            }
        }
    }

    Stream<FakeLink> links() {
        return all.stream().flatMap(FakeNetns::links);
    }

    long nextNumber() {
        return ++numbers;
    }
}
