package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.model.WaitCondition;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

class RecoveryLiveTest {
    /** A command in the middle of a shell's line: see {@link #go}. */
    private static final String WAIT = "; until [ -e /go ]; do sleep 0.05; done; echo b; ";

    @Test
    void keepsRunningContainersOverADeathOfTheEngine() throws Exception {
        try (var engine = new TestEngine()) {
            String stays = engine.create("stays", "{}", "sh", "-c", "echo a" + WAIT + "exit 9");
            String ends = engine.create("ends", "{}", "sh", "-c", "echo a" + WAIT + "exit 6");
            engine.containers.start(stays);
            engine.containers.start(ends);
            var before = engine.containers.find(stays);
            int ending = engine.containers.find(ends).state().pid();
            engine.kill();
            go(ending);
            awaitEnd(ending);
            engine.start();

            var after = engine.containers.find(stays);
            assertThat(after.state()).isEqualTo(before.state());
            assertThat(after.networks()).isEqualTo(before.networks());
            engine.containers.await(ends, WaitCondition.NOT_RUNNING).get(1, TimeUnit.MINUTES);
            assertThat(engine.containers.find(ends).state().status()).isEqualTo("exited");
            assertThat(engine.containers.find(ends).state().exitCode()).isEqualTo(6);
            var exit = engine.containers.await(stays, WaitCondition.NEXT_EXIT);
            go(after.state().pid());
            assertThat(exit.get(1, TimeUnit.MINUTES).code()).isEqualTo(9);
            assertThat(engine.log(stays)).isEqualTo("a\nb\n");
            assertThat(engine.leftovers()).isEmpty();
        }
    }

    @Test
    void startsAgainWhatItsPolicyWantsRunning() throws Exception {
        try (var engine = new TestEngine()) {
            String policy = "{\"RestartPolicy\":{\"Name\":\"unless-stopped\"}}";
            String wanted = engine.create("wanted", policy, "sleep", "100");
            String stopped = engine.create("stopped", policy, "sleep", "100");
            engine.containers.start(wanted);
            engine.containers.start(stopped);
            engine.containers.kill(stopped, null);
            int pid = engine.containers.find(wanted).state().pid();
            engine.kill();
            TestEngine.command("kill", "-9", Integer.toString(pid));
            awaitEnd(pid);
            engine.start();
            for (int i = 0; i < 1200 && engine.containers.find(wanted).state().pid() == 0; i++) {
                Thread.sleep(50);
            }

            assertThat(engine.containers.find(wanted).state().running()).isTrue();
            assertThat(engine.containers.find(wanted).state().pid()).isNotEqualTo(pid);
            assertThat(engine.containers.find(stopped).state().running()).isFalse();
        }
    }

    /** Every start is broken off at another operation on the kernel; nothing may be left of it. */
    @Test
    void rollsBackStartsThatDiedHalfWay() throws Exception {
        try (var engine = new TestEngine()) {
            boolean died = true;
            for (int n = 1; died; n++) {
                String id = engine.create("broken" + n, "{}", "sleep", "100");
                engine.kill();
                engine.startDyingAt(n);
                died = dies(engine, id);
                engine.kill();
                engine.start();
                if (died) {
                    assertThat(engine.containers.find(id).state().running()).isFalse();
                    assertThat(engine.leftovers())
                            .as("after dying at operation " + n)
                            .noneMatch(left -> left.contains(id.substring(0, 12)));
                    assertThat(engine.networks.sandbox(id)).isEmpty();
                    assertThat(engine.containers.start(id)).isTrue();
                }
                engine.containers.remove(id, true, true);
                assertThat(n).isLessThan(60);
            }
        }
    }

    @Test
    void unmountsLaterWhatCouldNotBeUnmountedAtTheEnd() throws Exception {
        try (var engine = new TestEngine()) {
            String id = engine.create("busy", "{}", "sleep", "100");
            engine.kill();
            engine.startFailingAt(
                    "umount "
                            + engine.directory
                                    .resolve("x/live/rootfs")
                                    .resolve(id.substring(0, 12)));
            engine.containers.start(id);
            engine.containers.kill(id, null);

            assertThat(engine.containers.find(id).state().running()).isFalse();
            for (int i = 0; i < 600 && !engine.leftovers().isEmpty(); i++) {
                Thread.sleep(100);
            }
            assertThat(engine.leftovers()).isEmpty();
        }
    }

    /** Ends the wait of a container's process. */
    private static void go(int pid) throws IOException {
        Files.createFile(Path.of("/proc/" + pid + "/root/go"));
    }

    private static void awaitEnd(int pid) throws InterruptedException {
        for (int i = 0; i < 2400 && Files.exists(Path.of("/proc/" + pid)); i++) {
            Thread.sleep(25);
        }
        assertThat(Path.of("/proc/" + pid)).doesNotExist();
    }

    private static boolean dies(TestEngine engine, String id) {
        try {
            engine.containers.start(id);
            return false;
        } catch (AssertionError died) {
            assertThat(died).hasMessage("died");
            return true;
        }
    }
}
