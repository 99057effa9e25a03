package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a container may use and do, seen from inside it. */
@InLab
class ContainerLimitsTest {
    private final Docker docker;
    private final LabHost host;

    ContainerLimitsTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @Test
    void limitsHoldAndCanBeChangedWhileItRuns() {
        docker.waiting("small", "--memory 32m --cpus 0.5 --pids-limit 20");
        assertThat(docker.cli("stats --no-stream --format '{{.MemUsage}} {{.PIDs}}' small"))
                .contains("/ 32MiB")
                .endsWith(" 1");

        docker.cli("update --memory 64m --memory-swap 128m --pids-limit 3 small");

        assertThat(docker.cli("stats --no-stream --format {{.MemUsage}} small"))
                .endsWith("/ 64MiB");
        var crowd = docker.run("exec small sh -c 'sleep 9 & sleep 9 & sleep 9 & sleep 9 & wait'");
        assertThat(crowd.errors()).contains("can't fork");
        assertThat(docker.inspect("small", "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}"))
                .isEqualTo("67108864 500000000");
        assertThat(docker.refusal("update --memory 1m small"))
                .contains("Minimum memory limit allowed is 6MB");
    }

    private String limit(String container, String file) {
        return docker.cli("exec {} cat /sys/fs/cgroup/{}", container, file);
    }

    @Test
    void setsAndLiftsCpuQuotasAtRunTime() {
        boolean unified = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
        var file = unified ? "cpu.max" : "cpu/cpu.cfs_quota_us";
        docker.waiting("busy");

        docker.cli("update --cpu-quota 15000 busy");
        assertThat(limit("busy", file)).startsWith("15000");
        docker.cli("update --cpu-quota -1 busy");
        assertThat(limit("busy", file)).startsWith(unified ? "max" : "-1");
        assertThat(docker.inspect("busy", "{{.HostConfig.CpuQuota}}")).isEqualTo("-1");
        docker.cli("update --cpus 0.5 busy");
        assertThat(limit("busy", file)).startsWith("50000");
        assertThat(docker.refusal("update --cpu-quota 15000 busy"))
                .contains("CPU Quota cannot be updated as NanoCPUs has already been set");
    }

    @Test
    void liftsTheProcessLimitAsDockerDoes() {
        docker.waiting("box", "--pids-limit 20");
        docker.waiting("free", "--pids-limit -1");
        var api = new RawApi(docker.endpoint());
        assertThat(docker.inspect("free", "{{.HostConfig.PidsLimit}}")).isEqualTo("<nil>");

        api.post("/v1.39/containers/box/update", "{\"PidsLimit\":30}");
        assertThat(docker.inspect("box", "{{.HostConfig.PidsLimit}}")).isEqualTo("20");
        docker.cli("update --pids-limit -1 box");
        assertThat(docker.inspect("box", "{{.HostConfig.PidsLimit}}")).isEqualTo("0");
        assertThat(docker.cli("stats --no-stream --format {{.PIDs}} box")).isEqualTo("1");
    }

    @Test
    void rejectsContradictingUpdatesAsDockerDoes() {
        var id = docker.waiting("small", "-m 32m --memory-swap 64m");
        assertThat(docker.refusal("update -m 128m small"))
                .endsWith(
                        "Cannot update container "
                                + id
                                + ": Memory limit should be smaller than already set memoryswap"
                                + " limit, update the memoryswap at the same time");
        docker.waiting("brief", "--rm");
        assertThat(docker.refusal("update --restart always brief"))
                .contains(
                        "Restart policy cannot be updated because AutoRemove is enabled for the"
                                + " container");
        docker.waiting("open");
        docker.cli("update -m 64m open");
        assertThat(docker.inspect("open", "{{.HostConfig.Memory}}")).isEqualTo("67108864");
    }

    @Test
    void cgroupsAreVisibleToPrivilegedContainers() {
        boolean unified = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
        var usual = unified ? "private" : "host";
        var api = new RawApi(docker.endpoint());
        var body = "{\"Image\":\"" + Images.BUSYBOX + "\",\"HostConfig\":{\"Privileged\":true}}";
        api.post("/v1.51/containers/create?name=strong", body);
        api.post("/v1.40/containers/create?name=old", body.replace("true", "false"));
        for (var container : List.of("strong", "old")) {
            assertThat(docker.inspect(container, "{{.HostConfig.CgroupnsMode}}")).isEqualTo(usual);
        }
    }

    @Test
    void oneThatTakesTooMuchMemoryIsReported() {
        var result =
                docker.run(
                        "run --name greedy --memory 16m --memory-swap 16m busybox sh -c {}",
                        "tail -c 100000000 /dev/zero | cat >/dev/null; exit $?");
        docker.run("start -a greedy");

        assertThat(docker.inspect("greedy", "{{.State.OOMKilled}}")).isEqualTo("true");
        assertThat(result.exit()).isNotNegative();
    }

    @Test
    void statsCountEachInterface() {
        docker.cli("network create my_bridge");
        docker.waiting("two");
        docker.cli("network connect my_bridge two");
        host.see("ping -c 3 -i 0.2 {}", docker.address("two", "bridge"));

        var stats =
                new RawApi(docker.endpoint())
                        .get("/v1.51/containers/two/stats?stream=0&one-shot=1");

        assertThat(stats.body()).contains("\"eth0\":{\"rx_bytes\":", "\"eth1\":{\"rx_bytes\":");
        assertThat(stats.body()).doesNotContain("\"eth0\":{\"rx_bytes\":0,");
    }

    @Test
    void pausedStandsStillAndGoesOn() {
        docker.waiting("still");
        docker.cli("pause still");
        assertThat(docker.inspect("still", "{{.State.Status}} {{.State.Paused}}"))
                .isEqualTo("paused true");
        assertThat(docker.cli("ps --format {{.Status}} --filter status=paused"))
                .endsWith("(Paused)");
        assertThat(docker.refusal("exec still true")).contains("is paused");
        docker.cli("unpause still");
        assertThat(docker.cli("exec still echo again")).isEqualTo("again");
        assertThat(docker.cli("top still -o pid,args")).contains("sleep 1000");
    }

    /** {@code works}: whether the command's status is 0. */
    private record Case(String option, String command, boolean works) {}

    @Test
    void optionsDoWhatTheySay() {
        var cases =
                List.of(
                        new Case("", "mount -t tmpfs none /tmp", false),
                        new Case("--cap-add=SYS_ADMIN", "mount -t tmpfs none /tmp", true),
                        new Case("--privileged", "mount -t tmpfs none /tmp", true),
                        new Case("", "unshare -n true", false),
                        new Case("", "chown 1 /tmp", true),
                        new Case("--cap-drop=CHOWN", "chown 1 /tmp", false),
                        new Case("", "echo x >/proc/sys/kernel/domainname", false),
                        new Case("", "cat /proc/keys", true),
                        new Case("--read-only", "touch /x", false),
                        new Case("--tmpfs=/run:size=1m", "df -m /run | grep -q ' 1 '", true),
                        new Case("--shm-size=8m", "df -m /dev/shm | grep -q ' 8 '", true),
                        new Case("--ulimit=nofile=99:100", "test $(ulimit -n) = 99", true),
                        new Case(
                                "--sysctl=net.ipv4.ip_default_ttl=33",
                                "grep -q 33 /proc/sys/net/ipv4/ip_default_ttl",
                                true),
                        new Case(
                                "--sysctl=kernel.msgmax=9000",
                                "grep -q 9000 /proc/sys/kernel/msgmax",
                                true),
                        new Case("--device=/dev/zero:/dev/other", "test -c /dev/other", true),
                        new Case("--user=65534:7", "test $(id -u):$(id -g) = 65534:7", true),
                        new Case("--user=nobody", "test $(id -un) = nobody", true),
                        new Case(
                                "--domainname=naru.test",
                                "grep -q naru.test /proc/sys/kernel/domainname",
                                true),
                        new Case("--ipc=none", "grep -q ' /dev/shm ' /proc/mounts", false),
                        new Case("--ipc=private", "grep -q ' /dev/shm ' /proc/mounts", true),
                        new Case("--group-add=9", "id -G | grep -q 9", true),
                        new Case("--init", "ps -o pid,args | grep -q '1 /sbin/docker-init'", true),
                        new Case(
                                "--security-opt=no-new-privileges",
                                "grep -q 'NoNewPrivs:.1' /proc/self/status",
                                true),
                        new Case("", "grep -q 'Seccomp:.2' /proc/self/status", true),
                        new Case(
                                "--security-opt=seccomp=unconfined",
                                "grep -q 'Seccomp:.0' /proc/self/status",
                                true),
                        new Case(
                                "--oom-score-adj=300",
                                "grep -q 300 /proc/self/oom_score_adj",
                                true),
                        new Case("--ipc=host", "true", true),
                        new Case("--pid=host", "test $(ls -d /proc/[0-9]* | wc -l) -gt 10", true),
                        new Case("--uts=host", "true", true));
        for (var each : cases) {
            var option = CommandLine.words(each.option());
            var result = docker.run("run --rm {} busybox sh -c {}", option, each.command());

            assertThat(result.exit() == 0)
                    .as("%s: %s", each, result.errors())
                    .isEqualTo(each.works());
        }
    }

    @Test
    void missingProgramsHaveDockersStatus() {
        var missing = docker.run("run --rm busybox no-such-program");
        assertThat(missing.exit()).isEqualTo(127);
        assertThat(missing.errors()).contains("executable file not found in $PATH");
        for (String program : List.of("/etc", "/etc/passwd")) {
            var result = docker.run("run --rm busybox {}", program);
            assertThat(result.exit()).as(program).isEqualTo(126);
            assertThat(result.errors()).contains("exec: \"" + program + "\": permission denied");
        }
    }

    @Test
    void otherExitsHaveDockersStatus() {
        assertThat(docker.run("run --rm --init busybox sh -c 'kill -9 $$'").exit()).isEqualTo(137);
        assertThat(docker.run("run --rm busybox sh -c 'exit 42'").exit()).isEqualTo(42);
        assertThat(docker.run("run --rm --security-opt nonsense busybox true").exit())
                .isEqualTo(125);
        assertThat(docker.run("run --rm --device-cgroup-rule 'x 1:1 r' busybox").exit())
                .isEqualTo(125);
    }
}
