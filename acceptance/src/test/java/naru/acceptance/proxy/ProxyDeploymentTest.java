package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Requests while containers, HAProxy and the daemon are replaced. */
@InLab
class ProxyDeploymentTest extends WithProxy {
    private static final int REPLICAS = Integer.getInteger("naru.proxy.replicas", 6);

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

    /** With 6 replicas; {@code make proxy-update} has 100. */
    @Test
    void losesNoRequestInARollingUpdate() throws Exception {
        var names = new ArrayList<>(List.of("one", "two", "three"));
        for (int i = names.size(); i < REPLICAS; i++) {
            ground.member("old" + i, "web", "");
            names.add("old" + i);
        }
        ground.awaitReady(names.toArray(String[]::new));
        losesNoRequestDuring(() -> {
            for (var name : names) {
                ground.member("new-" + name, "web", "");
                ground.awaitReady("new-" + name);
                ground.docker().cli("stop -t 1 {}", name);
                ground.docker().cli("rm {}", name);
            }
        });
        assertThat(ground.get(6, "web.test")).allMatch(answer -> answer.startsWith("new-"));
    }

    /** As Compose does when an image has changed. */
    @Test
    void losesNoRequestWhenTheOnlyMemberIsReplaced() throws Exception {
        ground.docker().cli("rm -f two three");
        losesNoRequestDuring(() -> {
            ground.docker().cli("stop -t 1 one");
            ground.docker().cli("rename one former");
            Thread.sleep(1500);
            ground.member("one", "web", "");
            ground.docker().cli("rm former");
            ground.awaitReady("one");
        });
    }

    @Test
    void drainsOutlastARestartOfTheDaemon() throws Exception {
        ground.naru("drain two").text();
        ground.awaitListed("\\btwo +\\S+ +draining.*");
        losesNoRequestDuring(() -> {
            var daemon = new Daemon(lab.host());
            daemon.terminate();
            daemon.start();
            ground.awaitReady("one", "three");
        });

        assertThat(ground.list()).containsPattern("\\btwo +\\S+ +draining");
        assertThat(ground.get(6, "web.test")).containsOnly("one", "three");
        ground.naru("undrain two").text();
        ground.awaitReady("two");
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
            assertThat(time).isLessThan(Duration.ofSeconds(2)); // with the start of curl
            ground.awaitReady("one", "two", "three");
        }
    }
}
