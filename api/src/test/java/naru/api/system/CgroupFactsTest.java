package naru.api.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class CgroupFactsTest {
    @TempDir Path root;

    private void file(String name, String text) throws IOException {
        var file = root.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    @Test
    void readControllersOfVersionTwo() throws IOException {
        file("cgroup.controllers", "cpuset cpu memory pids\n");
        var facts = new CgroupFacts(root);

        assertThat(facts.isVersionTwo()).isTrue();
        assertThat(facts.memory() && facts.cpuQuota() && facts.cpuset() && facts.pids()).isTrue();
        assertThat(facts.oomKillDisable()).isFalse();
        assertThat(facts.warnings())
                .containsExactly(
                        "WARNING: No io.weight support",
                        "WARNING: No io.weight (per device) support",
                        "WARNING: No io.max (rbps) support",
                        "WARNING: No io.max (wbps) support",
                        "WARNING: No io.max (riops) support",
                        "WARNING: No io.max (wiops) support");
    }

    @Test
    void readFilesOfVersionOne() throws IOException {
        for (String name :
                new String[] {
                    "memory/memory.limit_in_bytes",
                    "memory/memory.oom_control",
                    "cpu/cpu.cfs_quota_us",
                    "cpu/cpu.cfs_period_us",
                    "cpu/cpu.shares",
                    "cpuset/cpuset.cpus",
                    "pids/tasks",
                    "blkio/blkio.throttle.read_bps_device",
                    "blkio/blkio.throttle.write_bps_device",
                    "blkio/blkio.throttle.read_iops_device"
                }) {
            file(name, "");
        }
        var facts = new CgroupFacts(root);

        assertThat(facts.isVersionTwo()).isFalse();
        assertThat(facts.memory() && facts.oomKillDisable() && facts.pids()).isTrue();
        assertThat(facts.swap()).isFalse();
        assertThat(facts.warnings())
                .containsExactly(
                        "WARNING: No swap limit support",
                        "WARNING: No blkio throttle.write_iops_device support");
    }

    @Test
    void findNothingWithoutCgroups() {
        assertThat(new CgroupFacts(root).warnings()).hasSize(11);
        assertThat(new CgroupFacts(root).memory()).isFalse();
    }
}
