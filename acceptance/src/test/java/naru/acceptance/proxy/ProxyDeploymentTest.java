package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** Requests while containers, HAProxy and the daemon are replaced. */
@InLab
class ProxyDeploymentTest extends WithProxy {
    ProxyDeploymentTest(Lab lab) {
        super(lab);
    }

    @BeforeEach
    void start() throws Exception {
        for (var name : List.of("one", "two", "three")) {
            ground.member(name, "web", "");
        }
        ground.awaitReady("one", "two", "three");
    }

    private interface Change {
        void make() throws Exception;
    }

    private RequestLoad.Counts during(Change change) throws Exception {
        try (var load = RequestLoad.start(ground.client(), ProxyGround.ADDRESS, "web.test")) {
            Thread.sleep(500);
            change.make();
            Thread.sleep(1000);
            return load.stop();
        }
    }

    private void losesNoRequestDuring(Change change) throws Exception {
        var counts = during(change);

        assertThat(counts.failed()).as(counts.details()).isZero();
        assertThat(counts.answered()).isGreaterThan(50);
    }

    @Test
    void losesNoRequestInARollingUpdate() throws Exception {
        losesNoRequestDuring(() -> {
            for (var name : List.of("one", "two", "three")) {
                ground.member("new-" + name, "web", "");
                ground.awaitReady("new-" + name);
                ground.docker().cli("stop -t 1 {}", name);
                ground.docker().cli("rm {}", name);
            }
        });
        assertThat(ground.get(6, "web.test")).allMatch(answer -> answer.startsWith("new-"));
    }

    @Test
    void losesNoRequestWhenMembersRestart() throws Exception {
        losesNoRequestDuring(() -> ground.docker().cli("restart -t 1 one two"));
    }

    @Test
    void losesNoRequestWhenMembersAreKilled() throws Exception {
        losesNoRequestDuring(() -> {
            ground.docker().cli("kill one");
            ground.docker().cli("rm -f two");
        });
    }

    @Test
    void losesNoRequestWhenAMemberDies() throws Exception {
        var pid = Long.parseLong(ground.docker().inspect("one", "{{.State.Pid}}"));

        losesNoRequestDuring(() -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());
    }

    @Test
    void losesNoRequestWhenRoutesChange() throws Exception {
        losesNoRequestDuring(() -> {
            for (int i = 0; i < 4; i++) {
                ground.docker().web("other" + i, "-e VIRTUAL_HOST=other{}.test", i);
                ground.awaitReady("other" + i);
            }
        });
        assertThat(ground.get("other3.test", "/")).isEqualTo("other3");
    }

    @Test
    void losesNoRequestWhenTheDaemonIsKilled() throws Exception {
        losesNoRequestDuring(() -> {
            var daemon = new Daemon(lab.host());
            daemon.kill();
            assertThat(ground.get("web.test", "/")).isIn("one", "two", "three");
            daemon.start();
            ground.awaitReady("one", "two", "three");
        });
        assertThat(ground.processes()).hasSize(2);
    }

    @Test
    void returnsWhenHaproxyIsKilled() throws Exception {
        for (int victim = 0; victim < 2; victim++) { // the master, then the worker
            Thread.sleep(500);
            var before = ground.processes();
            ProcessHandle.of(before.get(victim)).orElseThrow().destroyForcibly();
            var time =
                    ProxyGround.time(() ->
                            ground.processes().stream().noneMatch(before::contains)
                                    && List.of("one", "two", "three")
                                            .contains(ground.get("web.test", "/")));
            System.out.println("HAProxy serves again after " + time.toMillis() + " ms");
            assertThat(time).isLessThan(Duration.ofSeconds(5));
            ground.awaitReady("one", "two", "three");
        }
    }
}
