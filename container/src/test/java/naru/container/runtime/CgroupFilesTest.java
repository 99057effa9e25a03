package naru.container.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.oci.OciSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Control groups of both versions, in files as the kernel writes them (Linux 6.18 and 6.1). */
class CgroupFilesTest {
    private static final long INSTALLED = 8L << 30;

    @TempDir Path root;

    private void file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String content(String name) throws IOException {
        return Files.readString(root.resolve(name));
    }

    private void versionOne() throws IOException {
        file("cpuacct/g/cpuacct.usage", "123456789\n");
        file("cpuacct/g/cpuacct.stat", "user 7\nsystem 5\n");
        file("cpu/g/cpu.stat", "nr_periods 10\nnr_throttled 3\nthrottled_time 42\n");
        file("memory/g/memory.usage_in_bytes", "1048576\n");
        file("memory/g/memory.max_usage_in_bytes", "2097152\n");
        file("memory/g/memory.limit_in_bytes", "9223372036854771712\n");
        file("memory/g/memory.failcnt", "4\n");
        file("memory/g/memory.stat", "cache 11\nrss 22\n");
        file("memory/g/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        file("pids/g/pids.current", "3\n");
        file("pids/g/pids.max", "max\n");
        file(
                "blkio/g/blkio.throttle.io_service_bytes_recursive",
                "8:0 Read 4096\n8:0 Write 512\n8:0 Total 4608\nTotal 4608\n");
    }

    private void versionTwo() throws IOException {
        file("cgroup.controllers", "cpu io memory pids\n");
        file("g/cpu.stat", "usage_usec 1000\nuser_usec 600\nsystem_usec 400\nnr_periods 2\n");
        file("g/memory.current", "4096\n");
        file("g/memory.max", "max\n");
        file("g/memory.stat", "anon 1\nfile 2\n");
        file("g/memory.events", "low 0\nhigh 0\nmax 5\noom 2\noom_kill 1\n");
        file("g/pids.current", "2\n");
        file("g/pids.max", "100\n");
        file("g/io.stat", "8:0 rbytes=4096 wbytes=512 rios=1 wios=1 dbytes=0 dios=0\n");
    }

    @Test
    void areReadAtVersionOne() throws Exception {
        versionOne();
        var group = new CgroupReader(root, "g");

        var cpu = group.cpu(99, 2);
        assertThat(cpu.total()).isEqualTo(123456789);
        assertThat(cpu.user()).isEqualTo(70_000_000);
        assertThat(cpu.throttled()).isEqualTo(3);
        var memory = group.memory(INSTALLED);
        assertThat(memory.usage()).isEqualTo(1 << 20);
        assertThat(memory.limit()).as("no limit: all that there is").isEqualTo(INSTALLED);
        assertThat(memory.details()).containsEntry("cache", 11L);
        assertThat(group.processes()).isEqualTo(3);
        assertThat(group.processLimit()).isZero();
        assertThat(group.outOfMemoryKills()).isOne();
        assertThat(group.blockBytes())
                .isEqualTo(Map.of("8:0 read", 4096L, "8:0 write", 512L, "8:0 total", 4608L));
    }

    @Test
    void areReadAtVersionTwo() throws Exception {
        versionTwo();
        var group = new CgroupReader(root, "g");

        var cpu = group.cpu(99, 2);
        assertThat(cpu.total()).isEqualTo(1_000_000);
        assertThat(cpu.kernel()).isEqualTo(400_000);
        assertThat(cpu.periods()).isEqualTo(2);
        assertThat(group.memory(INSTALLED).limit()).isEqualTo(INSTALLED);
        assertThat(group.memory(INSTALLED).failures()).isEqualTo(2);
        assertThat(group.processLimit()).isEqualTo(100);
        assertThat(group.outOfMemoryKills()).isOne();
        assertThat(group.blockBytes()).isEqualTo(Map.of("8:0 read", 4096L, "8:0 write", 512L));
    }

    @Test
    void countNothingWhereThereIsNothing() {
        var group = new CgroupReader(root, "none");

        assertThat(group.cpu(1, 1).total()).isZero();
        assertThat(group.memory(INSTALLED).usage()).isZero();
        assertThat(group.blockBytes()).isEmpty();
    }

    private static OciSpec.Resources limits() {
        return new OciSpec.Resources(
                List.of(),
                new OciSpec.Memory(64L << 20, 32L << 20, 128L << 20, null, null),
                new OciSpec.Cpu(512L, 50_000L, 100_000L, null, null, "0", null),
                new OciSpec.Pids(-1),
                null);
    }

    @Test
    void areLimitedAtVersionOne() throws Exception {
        for (String name :
                List.of(
                        "memory/g/memory.limit_in_bytes",
                        "memory/g/memory.memsw.limit_in_bytes",
                        "memory/g/memory.soft_limit_in_bytes",
                        "cpu/g/cpu.shares",
                        "cpu/g/cpu.cfs_quota_us",
                        "cpu/g/cpu.cfs_period_us",
                        "pids/g/pids.max")) {
            file(name, "0\n");
        }
        file("cpuset/g/cpuset.cpus", "0-1\n");
        new CgroupLimits(root, "g").apply(limits());

        assertThat(content("memory/g/memory.limit_in_bytes")).isEqualTo("67108864");
        assertThat(content("memory/g/memory.memsw.limit_in_bytes")).isEqualTo("134217728");
        assertThat(content("memory/g/memory.soft_limit_in_bytes")).isEqualTo("33554432");
        assertThat(content("cpu/g/cpu.shares")).isEqualTo("512");
        assertThat(content("cpu/g/cpu.cfs_quota_us")).isEqualTo("50000");
        assertThat(content("cpuset/g/cpuset.cpus")).isEqualTo("0");
        assertThat(content("pids/g/pids.max")).isEqualTo("max");
    }

    @Test
    void areLimitedAtVersionTwo() throws Exception {
        file("cgroup.controllers", "cpu memory pids\n");
        for (String name :
                List.of("memory.max", "memory.swap.max", "memory.low", "cpu.weight", "pids.max")) {
            file("g/" + name, "0\n");
        }
        new CgroupLimits(root, "g").apply(limits());

        assertThat(content("g/memory.max")).isEqualTo("67108864");
        assertThat(content("g/memory.swap.max")).as("swap alone").isEqualTo("67108864");
        assertThat(content("g/memory.low")).isEqualTo("33554432");
        assertThat(content("g/cpu.weight")).isEqualTo("20"); // as crun and runc make of 512
        assertThat(content("g/cpu.max")).isEqualTo("50000 100000");
        assertThat(content("g/pids.max")).isEqualTo("max");
    }

    @Test
    void tellInterfacesApart() {
        var lines =
                List.of(
                        "Inter-|   Receive                            |  Transmit",
                        " face |bytes    packets errs drop fifo frame compressed multicast|bytes",
                        "    lo:     100       1    0    0    0     0          0         0      100"
                                + "       1    0    0    0     0       0          0",
                        "  eth0:    1306      17    1    2    0     0          0         0      126"
                                + "       3    4    5    0     0       0          0");

        assertThat(HostCounters.traffic(lines))
                .isEqualTo(
                        Map.of(
                                "eth0",
                                new naru.container.model.ContainerStats.Traffic(
                                        1306, 17, 1, 2, 126, 3, 4, 5)));
    }
}
