package naru.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.MountPoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class HostChecksTest {
    @TempDir Path directory;

    @Test
    void findControllersOfBothCgroupVersions() throws IOException {
        Files.writeString(directory.resolve("cgroup.controllers"), "hugetlb pids\n");
        var mounts =
                List.of(
                        mount("cgroup", Path.of("/cg/cpu"), "rw,cpu,cpuacct"),
                        mount("cgroup", Path.of("/cg/memory"), "rw,memory"),
                        mount("cgroup2", directory, "rw"));

        assertThat(HostChecks.cgroups(mounts))
                .isEqualTo(Finding.ok("cgroups", "version 1 and version 2: cpu, memory, pids"));
    }

    @Test
    void warnOfMissingControllers() {
        var mounts = List.of(mount("cgroup", Path.of("/cg/cpu"), "rw,cpu"));

        assertThat(HostChecks.cgroups(mounts).status()).isEqualTo(Finding.Status.WARN);
        assertThat(HostChecks.cgroups(List.of()).says()).startsWith("not mounted");
    }

    @Test
    void listMembersOfDockerGroup() {
        var groups = List.of("root:x:0:", "dockers:x:5:eve", "docker:x:101:ann,bob");

        assertThat(HostChecks.dockerGroup(groups).says()).isEqualTo("may use the socket: ann,bob");
        assertThat(HostChecks.dockerGroup(groups.subList(0, 2)).remedy())
                .isEqualTo("groupadd docker");
    }

    private static MountPoint mount(String type, Path target, String options) {
        return new MountPoint(1, 0, "/", target, type, type, options, "");
    }
}
