package naru.network.simulation;

import naru.network.BuiltInDrivers;
import naru.network.Networks;
import naru.network.address.Prefix;
import naru.network.dhcp.FakeDhcpServer;
import naru.network.driver.DriverFactory;
import naru.network.fake.FakeHost;
import naru.network.fake.FakeKernel;
import naru.network.fake.LoneSharing;
import naru.network.journal.Journal;
import naru.network.journal.MemoryJournal;
import naru.network.settings.DefaultBridge;
import naru.network.settings.FirewallSettings;
import naru.network.settings.NetworkSettings;
import naru.network.shared.SharedNetworks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** A machine: its kernel, what its disk keeps of the journal, and the daemon that runs on it. */
final class World {
    static final Path EXEC = Path.of("/run/naru-simulation");
    static final Path RELAY = EXEC.resolve("relay.sock");

    /** Docker's defaults, without a look at this machine's name servers. */
    private static final NetworkSettings SETTINGS =
            new NetworkSettings(
                    EXEC,
                    EXEC.resolve("resolv.conf"),
                    List.of(),
                    DefaultBridge.STANDARD,
                    true,
                    FirewallSettings.STANDARD,
                    Path.of("/usr/libexec/naru-relay"),
                    Map.of());

    final FakeKernel kernel;
    final MemoryJournal disk;
    final FakeDhcpServer dhcp = new FakeDhcpServer(Prefix.parse("192.168.7.0/24"));

    /** Ids of containers whose processes run. */
    final Set<String> running = new TreeSet<>();

    private final List<DriverFactory> drivers = new ArrayList<>(BuiltInDrivers.factories());
    private final SharedNetworks sharing = new LoneSharing(this::networks);
    private final long seed;
    private int boots;
    private FakeHost host;
    private Journal journal;
    private Networks networks;

    World(FakeKernel kernel, MemoryJournal disk, long seed) {
        this.kernel = kernel;
        kernel.connect("lan", dhcp);
        this.disk = disk;
        this.seed = seed;
    }

    /** A further kind of network, from the next start on. */
    void add(DriverFactory driver) {
        drivers.add(driver);
    }

    /** Starts a daemon, without restoring anything. */
    void boot() {
        host = kernel.boot();
        journal = disk.open(host.faults()::reachJournal);
        networks =
                new Networks(
                        SETTINGS,
                        journal,
                        host,
                        kernel.clock(),
                        new Random(seed * 1000 + boots++),
                        drivers,
                        sharing);
    }

    FakeHost host() {
        return host;
    }

    Networks networks() {
        return networks;
    }

    /** Ends the daemon, which may be dead already. */
    void end() {
        if (!host.faults().isDead()) {
            networks.stop();
        }
        host.close();
        journal.close();
    }
}
