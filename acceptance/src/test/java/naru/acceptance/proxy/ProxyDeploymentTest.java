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
    private static final int REPLICAS = Integer.getInteger("naru.proxy.replicas", 4);

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
            load.more(100);
            change.make();
            load.more(200);
            return load.stop();
        }
    }

    private void losesNoRequestDuring(Change change) throws Exception {
        var counts = during(change);

        assertThat(counts.lost()).as(counts.details()).isZero();
    }

    /** With 4 replicas; {@code make proxy-update} has 100. */
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
                ground.docker().cli("stop -t 0 {}", name);
                ground.docker().cli("rm {}", name);
            }
        });
        assertThat(ground.get(4, "web.test")).allMatch(answer -> answer.startsWith("new-"));
    }

    /** As Compose does when an image has changed. */
    @Test
    void losesNoRequestWhenTheOnlyMemberIsReplaced() throws Exception {
        ground.docker().cli("rm -f two three");
        losesNoRequestDuring(() -> {
            ground.docker().cli("stop -t 0 one");
            ground.docker().cli("rename one former");
            Thread.sleep(500); // requests wait
            ground.member("one", "web", "");
            ground.docker().cli("rm former");
            ground.awaitReady("one");
        });
    }

    @Test
    void losesNoRequestWhenMembersStop() throws Exception {
        losesNoRequestDuring(() -> {
            ground.docker().cli("restart -t 0 one two");
            ground.awaitReady("one", "two", "three");
            ground.docker().cli("kill one");
            ground.docker().cli("rm -f two");
        });
    }

    /** A response of which a part has been sent ends with its member. */
    @Test
    void losesNoRequestWhenAMemberDies() throws Exception {
        var pid = Long.parseLong(ground.docker().inspect("one", "{{.State.Pid}}"));

        var counts = during(() -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());

        assertThat(counts.failed()).as(counts.details()).isZero();
        assertThat(counts.cut()).as(counts.details()).isLessThanOrEqualTo(RequestLoad.CLIENTS);
    }

    @Test
    void losesNoRequestWhenRoutesChange() throws Exception {
        losesNoRequestDuring(() -> {
            for (int i = 0; i < 3; i++) {
                ground.docker().web("other" + i, "-e VIRTUAL_HOST=other{}.test", i);
                ground.awaitReady("other" + i);
            }
        });
        assertThat(ground.get("other2.test", "/")).isEqualTo("other2");
    }

    /** Drains stay, too. Measures the time from the kill until a new route is served. */
    @Test
    void losesNoRequestWhenTheDaemonIsKilled() throws Exception {
        ground.drain("two", true);
        ground.awaitState("^two \\S+ draining");
        losesNoRequestDuring(() -> {
            var daemon = new Daemon(lab.host());
            long start = System.nanoTime();
            daemon.kill();
            assertThat(ground.get("web.test", "/")).isIn("one", "three");
            daemon.start();
            long ready = System.nanoTime();
            ground.docker().web("fresh", "-e VIRTUAL_HOST=fresh.test");
            ProxyGround.time(() -> ground.get("fresh.test", "/").equals("fresh"));
            long end = System.nanoTime();
            System.out.println(
                    "a new route is served %d ms after a kill, %d of which are the daemon's start"
                            .formatted((end - start) / 1_000_000, (ready - start) / 1_000_000));
            ground.awaitReady("one", "three");
        });
        assertThat(ground.processes()).hasSize(2);
        assertThat(ground.states()).containsPattern("(?m)^two \\S+ draining");
        assertThat(ground.get(4, "web.test")).containsOnly("one", "three");
        ground.drain("two", false);
        ground.awaitReady("two");
    }

    @Test
    void returnsWhenHaproxyIsKilled() throws Exception {
        for (int victim = 0; victim < 2; victim++) { // the master, then the worker
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
