package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.Failpoint;
import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** The relay as one engine leaves it and the next one finds it. */
class RelayLiveTest {
    private static final Path PROGRAM = Path.of("target", "naru-relay");
    private static final String WEB = "a".repeat(64);

    @TempDir private Path folder;

    @BeforeEach
    void built() {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "no C compiler built the relay");
    }

    @Test
    void anotherBuildTakesOverFromTheOneThatRuns() throws Exception {
        var other = Files.copy(PROGRAM, folder.resolve("other"));
        Files.write(other, new byte[1], StandardOpenOption.APPEND);
        try (var lab = new Lab()) {
            open(lab.withRelay(PROGRAM));
            assertThat(lab.call(lab.hostFile(), "::1", 8080)).isEqualTo("172.17.0.1");
            var pid = relay(lab).orElseThrow();

            lab.withRelay(other).start();

            assertThat(relay(lab)).contains(pid);
            assertThat(Files.mismatch(Path.of("/proc/" + pid + "/exe"), other)).isEqualTo(-1);
            assertThat(lab.call(lab.hostFile(), "::1", 8080)).isEqualTo("172.17.0.1");
            assertThat(endsWithItsContainer(lab)).isTrue();
        }
    }

    @Test
    void oneThatNothingIsLeftForEnds() throws Exception {
        try (var lab = new Lab()) {
            open(lab.withRelay(PROGRAM));
            assertThat(relay(lab)).isPresent();

            assertThat(endsWithItsContainer(lab)).isTrue();
        }
    }

    @Test
    void aStartThatFailsLeavesNone() throws Exception {
        try (var lab = new Lab()) {
            var networks = lab.withRelay(PROGRAM).start(Failpoint.NONE);
            networks.restore(_ -> true);
            lab.run("sh", "-c", "python3 -c '" + HOLDER + "' >/dev/null 2>&1 & " + LISTENS);
            assertThat(refused(networks)).contains("address already in use");
            assertThat(endsSoon(lab)).isTrue();
        }
    }

    /** Waits for a listener on port 8081, which is 1F91 in hexadecimal. */
    private static final String LISTENS =
            "for i in $(seq 100); do grep -q :1F91 /proc/net/tcp6 && break; sleep 0.1; done";

    private static final String HOLDER =
            "import socket,time; s=socket.create_server((\"::1\", 8081), family=socket.AF_INET6);"
                    + " time.sleep(20)";

    private static String refused(Networks networks) {
        try {
            networks.open(
                    SandboxSpec.of(WEB, "web", EndpointSpec.of("bridge"))
                            .withPorts(
                                    List.of(
                                            PortRequest.of(Protocol.TCP, 8080, 80),
                                            PortRequest.of(Protocol.TCP, 8081, 81))));
            return "";
        } catch (NaruException.HostFailure refusal) {
            return String.valueOf(refusal.getMessage());
        }
    }

    private static void open(Lab lab) {
        var web =
                lab.start()
                        .open(
                                SandboxSpec.of(WEB, "web", EndpointSpec.of("bridge"))
                                        .withPorts(
                                                List.of(PortRequest.of(Protocol.TCP, 8080, 80))));
        lab.serve(web.netns(), 80);
    }

    /** The container has ended while no engine ran. */
    private static boolean endsWithItsContainer(Lab lab) throws Exception {
        lab.start(Failpoint.NONE).restore(_ -> false);
        return endsSoon(lab);
    }

    private static boolean endsSoon(Lab lab) throws Exception {
        for (int i = 0; i < 3000 && relay(lab).isPresent(); i++) {
            Thread.sleep(20);
        }
        return relay(lab).isEmpty();
    }

    private static Optional<Long> relay(Lab lab) {
        var socket = lab.directory.resolve("exec").resolve("relay.sock").toString();
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains("\0" + socket))
                .map(ProcessHandle::pid)
                .findFirst();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException ended) {
            return "";
        }
    }
}
