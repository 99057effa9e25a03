package naru.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.crash.CrashGround.Round;
import naru.acceptance.lab.HostPicture;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.RawApi;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The daemon fails, or is killed, at the n-th change that it makes while it starts and brings back
 * a container's network, of which all was taken away: the next start finishes it, and one more
 * changes nothing. Here for as many n as a quarter of {@code naru.crash.seconds} allows; {@code
 * make crash} tries all.
 */
@InLab
class CrashStartTest {
    private static final int SECONDS = Integer.getInteger("naru.crash.seconds", 15);

    private final CrashGround ground;

    CrashStartTest(Lab lab) {
        ground = new CrashGround(lab);
    }

    @Test
    void nextStartFinishesAnInterruptedOne() throws Exception {
        try (var daemon = ground.daemon(SECONDS)) {
            var empty = ground.still();
            run();
            var whole = ground.still();
            ground.breakEverything(daemon);
            daemon.start();
            assertThat(ground.still()).isEqualTo(whole);
            int operations = daemon.operations().size();
            System.out.println("restore: " + operations + " operations");

            var rounds = CrashGround.rounds(CrashScene.RUN, operations);
            Collections.shuffle(rounds, new Random(1));
            ground.play(rounds, SECONDS / 4, round -> restore(round, daemon, whole));
            ground.undo(empty);
        }
    }

    private void run() {
        CrashScene.RUN.before().forEach(ground::succeed);
        ground.succeed(CrashScene.RUN.act());
    }

    private void restore(Round round, FaultyDaemon daemon, HostPicture whole) throws Exception {
        ground.breakEverything(daemon);
        daemon.order(round.kind(), round.n());
        var said = daemon.tryToStart();
        var reached = daemon.operations();
        if (said.contains("ready ") && round.kind().equals("fail")) {
            daemon.orderNothing();
        } else {
            if (said.contains("ready ") && !daemon.dies()) {
                daemon.kill();
            }
            daemon.start();
        }
        var wrong = ground.difference(List.of(whole));
        if (wrong.isEmpty()) {
            wrong = ground.restart(daemon, whole);
        }
        if (!ground.judge(round, reached, new RawApi.Response(0, said), wrong)) { // begin anew
            CrashScene.UNDO.forEach(ground::ask);
            run();
        }
    }
}
