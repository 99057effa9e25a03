package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

class FreshSysctlsLiveTest {
    private static final String FIRST_PORT = "net/ipv4/ip_unprivileged_port_start";
    private static final int NAMESPACES = 150; // during which the mount is renewed twice

    @Test
    void setsSysctlsOfCallersNamespace() throws IOException {
        try (var scratch = Scratch.create();
                var fresh = new FreshSysctls()) {
            for (int i = 0; i < NAMESPACES; i++) {
                try (var netns = scratch.netns("n" + i)) {
                    var values = Map.of(FIRST_PORT, Integer.toString(i));
                    netns.call(() -> {
                        fresh.write(Kernel.DIRECT, values);
                        return true;
                    });
                    assertThat(netns.call(() -> Sysctl.read(FIRST_PORT))).isEqualTo("" + i);
                }
            }
            assertThat(mounts()).as("mounts of proc that are open").isEqualTo(1);
        }
        assertThat(mounts()).isZero();
    }

    /** Descriptors of this process to the root of a detached mount. */
    private static long mounts() throws IOException {
        try (var fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.map(FreshSysctlsLiveTest::target).filter("/"::equals).count();
        }
    }

    private static String target(Path fd) {
        try {
            return Optional.ofNullable(Files.readSymbolicLink(fd)).map(Path::toString).orElse("");
        } catch (IOException ignored) {
            return "";
        }
    }
}
