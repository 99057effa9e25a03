package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.linux.Kernel;
import naru.linux.MountTable;
import naru.linux.Mounts;
import naru.linux.Netns;
import naru.linux.route.socket.RouteSocket;
import naru.network.BuiltInDrivers;
import naru.network.Networks;
import naru.network.host.linux.LinuxHost;
import naru.network.journal.Journal;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkSpec;
import naru.network.model.SandboxSpec;
import naru.network.settings.NetworkSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A driver of another module than {@code network}. */
class DriverLiveTest {
    private static final String CONTAINER = "d0".repeat(32);

    private Path directory;
    private Netns host;

    @BeforeEach
    void makeHost() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        directory = Files.createTempDirectory("naru-driver-");
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
    void attachesByDriverOfAnotherModule() {
        try (var journal = Journal.open(directory.resolve("data"));
                var own = LinuxHost.in(Kernel.DIRECT, host)) {
            var networks = networks(journal, own);
            networks.restore(_ -> true);
            try {
                var spec = NetworkSpec.bridge("quiet").withDriver("dummy");
                assertThatThrownBy(
                                () -> networks.create(spec.withOptions(Map.of("parent", "eth0"))))
                        .isInstanceOf(NaruException.Invalid.class)
                        .hasMessageContaining("dummy networks have no options");
                networks.create(spec);
                assertThat(networks.find("quiet").orElseThrow().driver()).isEqualTo("dummy");

                var sandbox =
                        networks.open(SandboxSpec.of(CONTAINER, "web", EndpointSpec.of("quiet")));
                var endpoint = sandbox.endpoints().getFirst();
                assertThat(endpoint.interfaceName()).isEqualTo("dum0");
                try (var inside = Netns.open(sandbox.netns());
                        var route = inside.call(() -> RouteSocket.open(Kernel.DIRECT))) {
                    assertThat(route.link("dum0")).isPresent();
                    assertThat(route.addresses())
                            .extracting(address -> address.address())
                            .contains(endpoint.addresses().getFirst().address());
                }

                networks.close(CONTAINER);
                networks.delete("quiet");
                assertThat(networks.find("quiet")).isEmpty();
            } finally {
                networks.stop();
            }
        }
    }

    @Test
    void unknownDriverIsRefusedInDockersWords() {
        try (var journal = Journal.open(directory.resolve("data"));
                var own = LinuxHost.in(Kernel.DIRECT, host)) {
            var networks = networks(journal, own);
            try {
                assertThatThrownBy(
                                () -> networks.create(NetworkSpec.bridge("x").withDriver("weave")))
                        .isInstanceOf(NaruException.NotFound.class)
                        .hasMessage(
                                "could not find plugin weave in v1 plugin registry: plugin not"
                                        + " found");
            } finally {
                networks.stop();
            }
        }
    }

    private Networks networks(Journal journal, LinuxHost own) {
        var drivers = new ArrayList<>(BuiltInDrivers.factories());
        drivers.add(_ -> List.of(new DummyDriver()));
        var settings = NetworkSettings.standard(directory.resolve("exec"));
        return new Networks(settings, journal, own, Clock.systemUTC(), new Random(7), drivers);
    }
}
