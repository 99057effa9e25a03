package naru.cluster.network;

import naru.cluster.record.ClusterRecord;
import naru.etcd.Store;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.network.BuiltInDrivers;
import naru.network.Networks;
import naru.network.address.Prefix;
import naru.network.driver.DriverFactory;
import naru.network.driver.NetworkTraits;
import naru.network.driver.NetworkTraits.Interfaces;
import naru.network.event.NetworkListener;
import naru.network.fake.FakeDriver;
import naru.network.fake.FakeHost;
import naru.network.fake.FakeKernel;
import naru.network.journal.Journal;
import naru.network.journal.MemoryJournal;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.NetworkSpec;
import naru.network.model.PeerEndpoint;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.settings.DefaultPool;
import naru.network.settings.NetworkSettings;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A host with its networks, which outlives its daemon: kernel, journal, and the processes of
 * containers. The kind of network {@code overlay} makes nothing in the kernel.
 */
final class TestHost implements AutoCloseable {
    static final List<DefaultPool> POOLS = List.of(new DefaultPool(Prefix.parse("10.0.0.0/8"), 24));

    private static final Pace PACE = new Pace(Duration.ofMillis(5), Duration.ofMillis(10));
    private static final Path NOWHERE = Path.of("/nonexistent");
    private static final String REFUSAL = "This node is not a swarm manager.";

    final Self self;
    final Map<String, String> tunnels = new ConcurrentHashMap<>(); // MAC to address of the host
    final Map<String, List<String>> names = new ConcurrentHashMap<>(); // by container
    private final FakeKernel kernel = new FakeKernel();
    private final MemoryJournal disk = new MemoryJournal();
    private final long seed;
    private FakeHost host;
    private Journal journal;
    Networks networks;
    ClusterNetworks cluster;

    TestHost(int number) {
        seed = number;
        self =
                new Self(
                        "node" + number + "0".repeat(20),
                        "h" + number,
                        InetAddress.ofLiteral("192.0.2." + number),
                        ClusterRecord.DEFAULT_DATA_PATH_PORT);
        kernel.root().apply(LinkChange.up(LinkRef.LOOPBACK));
    }

    private static List<DriverFactory> drivers() {
        var drivers = new ArrayList<>(BuiltInDrivers.factories());
        drivers.add(_ -> List.of(overlay()));
        return drivers;
    }

    private static FakeDriver overlay() {
        var driver = new FakeDriver("overlay");
        driver.isShared = true;
        driver.traits = _ -> NetworkTraits.ofLan(new Interfaces("eth", false, true));
        return driver;
    }

    /** Starts a daemon up to the point at which it would connect to the store. */
    TestHost boot() {
        return boot(true);
    }

    /**
     * @param alive whether the containers of the last run go on
     */
    TestHost boot(boolean alive) {
        host = kernel.boot();
        journal = disk.open(_ -> {});
        cluster = new ClusterNetworks(REFUSAL, journal, new Rows(), PACE);
        networks =
                new Networks(
                        NetworkSettings.standard(NOWHERE),
                        journal,
                        host,
                        kernel.clock(),
                        new Random(seed),
                        drivers(),
                        cluster);
        networks.addListener(new Names());
        networks.addListener(cluster);
        cluster.load(networks);
        networks.restore(_ -> alive);
        return this;
    }

    TestHost connect(Store store) {
        cluster.start(self, networks, store, () -> Optional.of(POOLS));
        return this;
    }

    /** SIGKILL, as far as the store is concerned. Containers go on. */
    TestHost die() {
        cluster.close();
        networks.stop();
        host.close();
        journal.close();
        tunnels.clear();
        names.clear();
        return this;
    }

    Network create(String name) {
        return networks.create(spec(name, null));
    }

    static NetworkSpec spec(String name, String subnet) {
        return spec(name, subnet, false);
    }

    static NetworkSpec spec(String name, String subnet, boolean internal) {
        var pools = subnet == null ? List.<PoolSpec>of() : List.of(PoolSpec.ofSubnet(subnet));
        return new NetworkSpec(
                name,
                "overlay",
                null,
                null,
                new IpamSpec("default", Map.of(), pools),
                internal,
                true,
                false,
                false,
                null,
                Map.of(),
                Map.of());
    }

    /** Starts a container on a network, and returns its address. */
    String open(String container, EndpointSpec endpoint) {
        var sandbox = networks.open(SandboxSpec.of(id(container), container, endpoint));
        kernel.enter(id(container), sandbox.netns());
        return address(sandbox);
    }

    String open(String container, String network) {
        return open(container, EndpointSpec.of(network));
    }

    static String id(String container) {
        return (container + "f".repeat(64)).substring(0, 64);
    }

    static String address(Sandbox sandbox) {
        return sandbox.endpoints().getFirst().ipv4().address().getHostAddress();
    }

    void close(String container) {
        kernel.exit(id(container));
        networks.close(id(container));
    }

    /** Waits until both are true, which takes some milliseconds. */
    static void await(String what, BooleanSupplier condition) {
        await(() -> what, condition);
    }

    static void await(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what.get());
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    void awaitNetwork(String name) {
        await(self.name() + " has " + name, () -> networks.find(name).isPresent());
    }

    void awaitName(String container) {
        await(
                self.name() + " has the name " + container,
                () -> names.containsKey(container) && !tunnels.isEmpty());
    }

    @Override
    public void close() {
        die();
    }

    private final class Rows implements Tunnels {
        private final Map<NetworkId, Map<String, String>> byNetwork = new TreeMap<>();

        @Override
        public void change(NetworkId network, List<PeerEndpoint> gone, List<PeerEndpoint> present) {
            var rows = byNetwork.computeIfAbsent(network, _ -> new TreeMap<>());
            gone.forEach(peer -> rows.remove(peer.mac().toString()));
            present.forEach(peer -> rows.put(peer.mac().toString(), text(peer)));
            show();
        }

        @Override
        public void replace(NetworkId network, List<PeerEndpoint> present) {
            byNetwork.put(network, new TreeMap<>());
            change(network, List.of(), present);
        }

        private static String text(PeerEndpoint peer) {
            return peer.tunnel().getHostAddress();
        }

        private void show() {
            var all = new TreeMap<String, String>();
            byNetwork.values().forEach(all::putAll);
            tunnels.keySet().retainAll(all.keySet());
            tunnels.putAll(all);
        }
    }

    private final class Names implements NetworkListener {
        @Override
        public void peerPresent(Network network, PeerEndpoint peer) {
            var all = peer.serving() ? peer.dnsNames() : List.<String>of();
            names.put(peer.containerName(), all);
        }

        @Override
        public void peerGone(Network network, PeerEndpoint peer) {
            names.remove(peer.containerName());
        }
    }
}
