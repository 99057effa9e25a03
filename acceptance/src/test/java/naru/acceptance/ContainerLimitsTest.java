package naru.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        docker.waiting("small", "--memory", "32m", "--cpus", "0.5", "--pids-limit", "20");
        assertThat(
                        docker.text(
                                "stats",
                                "--no-stream",
                                "--format",
                                "{{.MemUsage}} {{.PIDs}}",
                                "small"))
                .contains("/ 32MiB")
                .endsWith(" 1");

        docker.text(
                "update", "--memory", "64m", "--memory-swap", "128m", "--pids-limit", "3", "small");

        assertThat(docker.text("stats", "--no-stream", "--format", "{{.MemUsage}}", "small"))
                .endsWith("/ 64MiB");
        var crowd =
                docker.run(
                        "exec",
                        "small",
                        "sh",
                        "-c",
                        "sleep 9 & sleep 9 & sleep 9 & sleep 9 & wait");
        assertThat(crowd.errors()).contains("can't fork");
        assertThat(docker.inspect("small", "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}"))
                .isEqualTo("67108864 500000000");
        assertThat(docker.refusal("update", "--memory", "1m", "small"))
                .contains("Minimum memory limit allowed is 6MB");
    }

    @Test
    void oneThatTakesTooMuchMemoryIsReported() {
        var result =
                docker.run(
                        "run",
                        "--name",
                        "greedy",
                        "--memory",
                        "16m",
                        "--memory-swap",
                        "16m",
                        Images.BUSYBOX,
                        "sh",
                        "-c",
                        "tail -c 100000000 /dev/zero | cat >/dev/null; exit $?");
        docker.run("start", "-a", "greedy");

        assertThat(docker.inspect("greedy", "{{.State.OOMKilled}}")).isEqualTo("true");
        assertThat(result.exit()).isNotNegative();
    }

    @Test
    void statsCountEachInterface() {
        docker.text("network", "create", "my_bridge");
        docker.waiting("two");
        docker.text("network", "connect", "my_bridge", "two");
        host.see("ping", "-c", "3", "-i", "0.2", docker.address("two", "bridge"));

        var stats =
                new RawApi(docker.endpoint())
                        .get("/v1.51/containers/two/stats?stream=0&one-shot=1");

        assertThat(stats.body()).contains("\"eth0\":{\"rx_bytes\":", "\"eth1\":{\"rx_bytes\":");
        assertThat(stats.body()).doesNotContain("\"eth0\":{\"rx_bytes\":0,");
    }

    @Test
    void pausedStandsStillAndGoesOn() {
        docker.waiting("still");
        docker.text("pause", "still");
        assertThat(docker.inspect("still", "{{.State.Status}} {{.State.Paused}}"))
                .isEqualTo("paused true");
        assertThat(docker.text("ps", "--format", "{{.Status}}", "--filter", "status=paused"))
                .endsWith("(Paused)");
        assertThat(docker.refusal("exec", "still", "true")).contains("is paused");
        docker.text("unpause", "still");
        assertThat(docker.text("exec", "still", "echo", "again")).isEqualTo("again");
        assertThat(docker.text("top", "still", "-o", "pid,args")).contains("sleep 1000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-|mount -t tmpfs none /tmp|1",
                "--cap-add=SYS_ADMIN|mount -t tmpfs none /tmp|0",
                "--privileged|mount -t tmpfs none /tmp|0",
                "-|unshare -n true|1",
                "-|chown 1 /tmp|0",
                "--cap-drop=CHOWN|chown 1 /tmp|1",
                "-|echo x >/proc/sys/kernel/domainname|1",
                "-|cat /proc/keys|0",
                "--read-only|touch /x|1",
                "--tmpfs=/run:size=1m|df -m /run | grep -q ' 1 '|0",
                "--shm-size=8m|df -m /dev/shm | grep -q ' 8 '|0",
                "--ulimit=nofile=99:100|test $(ulimit -n) = 99|0",
                "--sysctl=net.ipv4.ip_default_ttl=33|grep -q 33"
                        + " /proc/sys/net/ipv4/ip_default_ttl|0",
                "--sysctl=kernel.msgmax=9000|grep -q 9000 /proc/sys/kernel/msgmax|0",
                "--device=/dev/zero:/dev/other|test -c /dev/other|0",
                "--user=65534:7|test $(id -u):$(id -g) = 65534:7|0",
                "--group-add=9|id -G | grep -q 9|0",
                "--init|ps -o pid,args | grep -q '1 /sbin/docker-init'|0",
                "--security-opt=no-new-privileges|grep -q 'NoNewPrivs:.1' /proc/self/status|0",
                "-|grep -q 'Seccomp:.2' /proc/self/status|0",
                "--security-opt=seccomp=unconfined|grep -q 'Seccomp:.0' /proc/self/status|0",
                "--oom-score-adj=300|grep -q 300 /proc/self/oom_score_adj|0",
                "--ipc=host|true|0",
                "--pid=host|test $(ls -d /proc/[0-9]* | wc -l) -gt 10|0",
                "--uts=host|true|0",
            })
    void optionsDoWhatTheySay(String option, String command, int exit) {
        var words = new java.util.ArrayList<>(java.util.List.of("run", "--rm"));
        if (option != null) {
            words.add(option);
        }
        words.addAll(java.util.List.of(Images.BUSYBOX, "sh", "-c", command));

        var result = docker.run(words.toArray(String[]::new));

        assertThat(Math.min(result.exit(), 1))
                .as("%s %s: %s", option, command, result.errors())
                .isEqualTo(exit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no-such-program|127|executable file not found in $PATH",
                "/etc|126|permission denied",
                "/etc/passwd|126|permission denied",
            })
    void aProgramThatCannotRunHasDockersStatus(String program, int exit, String message) {
        var result = docker.run("run", "--rm", Images.BUSYBOX, program);

        assertThat(result.exit()).isEqualTo(exit);
        assertThat(result.errors()).contains(message);
    }

    @Test
    void otherEndsHaveDockersStatusToo() {
        assertThat(
                        docker.run(
                                        "run",
                                        "--rm",
                                        "--init",
                                        Images.BUSYBOX,
                                        "sh",
                                        "-c",
                                        "kill -9 $$")
                                .exit())
                .isEqualTo(137);
        assertThat(docker.run("run", "--rm", Images.BUSYBOX, "sh", "-c", "exit 42").exit())
                .isEqualTo(42);
        assertThat(
                        docker.run(
                                        "run",
                                        "--rm",
                                        "--security-opt",
                                        "nonsense",
                                        Images.BUSYBOX,
                                        "true")
                                .exit())
                .isEqualTo(125);
        assertThat(
                        docker.run("run", "--rm", "--device-cgroup-rule", "x 1:1 r", Images.BUSYBOX)
                                .exit())
                .isEqualTo(125);
    }
}
