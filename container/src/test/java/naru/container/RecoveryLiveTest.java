package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.model.WaitCondition;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

class RecoveryLiveTest {

    @Test
    void keepsRunningContainersOverADeathOfTheEngine() throws Exception {
        try (var engine = new TestEngine()) {
            String stays =
                    engine.create("stays", "{}", "sh", "-c", "echo a; sleep 2; echo b; exit 9");
            String ends = engine.create("ends", "{}", "sh", "-c", "sleep 0.3; exit 6");
            engine.containers.start(stays);
            engine.containers.start(ends);
            var before = engine.containers.find(stays);
            engine.kill();
            Thread.sleep(600); // long enough for one of them
            engine.start();

            var after = engine.containers.find(stays);
            assertThat(after.state()).isEqualTo(before.state());
            assertThat(after.networks()).isEqualTo(before.networks());
            assertThat(engine.containers.find(ends).state().status()).isEqualTo("exited");
            assertThat(engine.containers.find(ends).state().exitCode()).isEqualTo(6);
            var exit = engine.containers.await(stays, WaitCondition.NEXT_EXIT);
            assertThat(exit.get(10, TimeUnit.SECONDS).code()).isEqualTo(9);
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
            Thread.sleep(200);
            engine.start();
            for (int i = 0; i < 60 && engine.containers.find(wanted).state().pid() == 0; i++) {
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
            for (int i = 0; i < 100 && !engine.leftovers().isEmpty(); i++) {
                Thread.sleep(100);
            }
            assertThat(engine.leftovers()).isEmpty();
        }
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
