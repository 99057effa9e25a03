package naru.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class DoctorLiveTest {
    @TempDir Path dataRoot;

    @Test
    void checksMachineWithoutLeftovers() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");

        var doctor = new Doctor(new Programs(List.of()), dataRoot);
        var kernel = doctor.examine().getFirst().findings();

        assertThat(kernel)
                .extracting(Finding::name)
                .contains("veth", "bridge", "ipvlan", "nftables maps", "conntrack", "overlayfs");
        assertThat(kernel)
                .filteredOn(finding -> finding.name().equals("bridge"))
                .containsExactly(Finding.ok("bridge", "bridge networks"));
        try (var files = Files.list(dataRoot)) {
            assertThat(files).isEmpty();
        }
    }
}
