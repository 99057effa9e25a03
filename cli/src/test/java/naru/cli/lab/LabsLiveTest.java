package naru.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.process.Processes;
import naru.linux.process.Signals;
import naru.linux.route.Route;
import naru.linux.route.socket.RouteSocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A switch and hosts with shell scripts in place of daemons. */
class LabsLiveTest {
    private static final String NAME = "t" + ProcessHandle.current().pid();

    @TempDir private Path folder;
    private Labs labs;

    @BeforeEach
    void setUp() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root to make namespaces");
        labs = labsWith("echo ready $3; exec sleep 600");
    }

    @AfterEach
    void leaveNothing() throws IOException {
        if (labs != null) {
            var left = labs.find(NAME);
            if (left.isPresent()) {
                labs.down(left.get());
            }
            assertThat(namespaces()).isEmpty();
            assertThat(folder.resolve("state")).doesNotExist();
        }
    }

    @Test
    void connectHostsToRouter() throws Exception {
        var lab = labs.up(NAME, 2, null);

        for (var host : lab.hosts()) {
            try (var netns = Netns.open(host.netns());
                    var links = netns.call(() -> RouteSocket.open(Kernel.DIRECT))) {
                assertThat(links.link("eth0").orElseThrow().up()).isTrue();
                assertThat(links.link("lo").orElseThrow().up()).isTrue();
                assertThat(links.routes()).extracting(Route::gateway).contains(lab.router());
            }
        }
        assertThat(ping(lab.host("h1"), lab.host("h2").address().getHostAddress())).isZero();
    }

    @Test
    void downKillsAllProcesses() throws Exception {
        var lab = labs.up(NAME, 1, null);
        var stray = inside(lab.host("h1"), "sleep", "600");
        var daemon = HostDaemon.find(lab.host("h1")).orElseThrow();

        labs.down(lab);

        assertThat(stray.waitFor()).isEqualTo(128 + Signals.SIGKILL);
        assertThat(daemon.isAlive()).isFalse();
        assertThat(lab.root()).doesNotExist();
    }

    @Test
    void downIsRepeatable() throws Exception {
        var lab = labs.up(NAME, 2, null);
        Signals.kill(HostDaemon.find(lab.host("h1")).orElseThrow().pid(), Signals.SIGKILL);
        Netns.delete(Kernel.DIRECT, lab.host("h2").netns());

        labs.down(lab);
        labs.down(lab);

        assertThat(namespaces()).isEmpty();
        assertThat(labs.list()).isEmpty();
    }

    @Test
    void leaveNothingAfterFailedStart() throws Exception {
        labs = labsWith("echo no journal >&2; exit 1");

        assertThatThrownBy(() -> labs.up(NAME, 2, null))
                .hasMessage("the daemon of h1 ended: no journal");

        assertThat(labs.list()).isEmpty();
        assertThat(namespaces()).isEmpty();
    }

    @Test
    void rejectExistingName() throws Exception {
        var lab = labs.up(NAME, 1, null);

        assertThatThrownBy(() -> labs.up(NAME, 1, null))
                .hasMessageStartingWith("there is a lab " + NAME);

        assertThat(labs.list()).containsExactly(lab);
    }

    private Labs labsWith(String script) throws IOException {
        var launcher = Files.writeString(folder.resolve("daemon"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Labs(Kernel.DIRECT, launcher, folder.resolve("state"));
    }

    private static Process inside(Lab.Host host, String... command) throws IOException {
        try (var netns = Netns.open(host.netns())) {
            return Processes.start(netns, new ProcessBuilder(command));
        }
    }

    private static int ping(Lab.Host host, String address) throws Exception {
        return inside(host, "ping", "-c1", "-W2", address).waitFor();
    }

    private static List<Path> namespaces() throws IOException {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(Lab.NAMESPACES)) {
            try (var files = Files.newDirectoryStream(Lab.NAMESPACES, "naru-" + NAME + "-*")) {
                files.forEach(found::add);
            }
        }
        return found;
    }
}
