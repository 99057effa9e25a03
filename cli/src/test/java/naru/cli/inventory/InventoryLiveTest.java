package naru.cli.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.linux.Kernel;
import naru.linux.MountTable;
import naru.linux.Mounts;
import naru.linux.Netns;
import naru.linux.route.BridgeOptions;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkSettings;
import naru.linux.route.socket.RouteSocket;
import naru.network.BuiltInDrivers;
import naru.network.Networks;
import naru.network.host.linux.LinuxHost;
import naru.network.journal.Journal;
import naru.network.model.EndpointSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;
import naru.network.settings.NetworkSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;

class InventoryLiveTest {
    private static final String CONTAINER = "c0".repeat(32);

    private Path directory;
    private Netns host;

    @BeforeEach
    void makeHost() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        directory = Files.createTempDirectory("naru-inventory-");
        host = Netns.create(Kernel.DIRECT, directory.resolve("host"));
    }

    @AfterEach
    void removeHost() throws IOException {
        if (host == null) {
            return;
        }
        host.close();
        for (var mount : MountTable.below(directory)) {
            new Mounts(Kernel.DIRECT).unmount(mount.target());
        }
        try (var files = Files.walk(directory)) {
            for (Path file : files.toList().reversed()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Test
    void isEqualBeforeAndAfterCreateAndRemove() throws InterruptedException {
        try (var journal = Journal.open(directory.resolve("data"));
                var own = LinuxHost.in(Kernel.DIRECT, host)) {
            var settings = NetworkSettings.standard(directory.resolve("exec"));
            var networks =
                    new Networks(
                            settings,
                            journal,
                            own,
                            Clock.systemUTC(),
                            new Random(7),
                            BuiltInDrivers.factories());
            networks.restore(_ -> true);
            try {
                var before = take();
                assertThat(before.leftovers()).isEmpty();

                networks.create(NetworkSpec.bridge("front"));
                networks.open(
                        SandboxSpec.of(CONTAINER, "web", EndpointSpec.of("front"))
                                .withPorts(List.of(PortRequest.of(Protocol.TCP, 18080, 80))));
                assertThat(take().items())
                        .extracting(item -> item.kind().word() + " of " + item.owner())
                        .contains(
                                "interface of network front",
                                "interface of web on front",
                                "namespace of web",
                                "lease of web",
                                "element of web");
                // The sandbox has no processes, so it is reported as a leftover.
                assertThat(take().leftovers())
                        .allMatch(item -> item.owner().startsWith("web"))
                        .extracting(Item::kind)
                        .contains(Kind.INTERFACE, Kind.NAMESPACE, Kind.SANDBOX);

                networks.close(CONTAINER);
                networks.delete("front");
                awaitInventory(before); // the kernel removes the bridge shortly afterwards
            } finally {
                networks.stop();
            }
        }
    }

    @Test
    void reportsInterfaceWithUnknownTag() throws InterruptedException {
        try (var routes = host.call(() -> RouteSocket.open(Kernel.DIRECT))) {
            var tagged = LinkSettings.NONE.alias("naru:network:" + "e".repeat(64)).setUp();
            routes.apply(new LinkChange.AddBridge("stray", tagged, BridgeOptions.NONE));
        }

        assertThat(take().leftovers())
                .containsExactly(
                        new Item(
                                Kind.INTERFACE,
                                "stray",
                                "bridge up mtu 1500",
                                "network eeeeeeeeeeee",
                                true));
    }

    private void awaitInventory(Inventory wanted) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!take().equals(wanted) && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertThat(take()).isEqualTo(wanted);
    }

    private Inventory take() throws InterruptedException {
        return host.call(
                () -> Inventory.take(directory.resolve("data"), directory.resolve("exec")));
    }
}
