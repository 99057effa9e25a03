package naru.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.crash.CrashGround.Round;
import naru.acceptance.lab.HostPicture;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The daemon fails, or is killed, at the n-th change of kernel or journal during a request: the
 * host is as if the request had been carried out or had never come, what was acknowledged works,
 * the request can be repeated, and a further restart changes nothing. Here for as many n as {@code
 * naru.crash.seconds} allow; {@code make crash} tries all.
 */
@InLab
class CrashAnywhereTest {
    private static final int SECONDS = Integer.getInteger("naru.crash.seconds", 15);

    /**
     * {@code lan} for those on macvlan networks, nothing for all on bridges, else how the names of
     * the latter begin.
     */
    private static final String SCENES = System.getProperty("naru.crash.scenes", "");

    private final CrashGround ground;

    CrashAnywhereTest(Lab lab) {
        ground = new CrashGround(lab);
    }

    /**
     * The host before and after a scene, and the changes that lead from one to the other.
     *
     * @param undone how it may be when the request broke off: as before, for most
     */
    private record Rehearsal(List<HostPicture> undone, HostPicture after, List<String> operations) {
        List<HostPicture> either() {
            return Stream.concat(undone.stream(), Stream.of(after)).toList();
        }
    }

    @Test
    void requestsLeaveNothingHalfDone() throws Exception {
        try (var daemon = ground.daemon(SECONDS)) {
            var empty = ground.still();
            var rehearsals = new LinkedHashMap<CrashScene, Rehearsal>();
            for (var scene : scenes()) {
                rehearsals.put(scene, rehearse(scene, daemon));
                ground.undo(empty);
            }
            ground.play(
                    shuffled(rehearsals),
                    SECONDS,
                    round -> {
                        play(round, rehearsals.get(round.scene()), daemon);
                        ground.undo(empty);
                    });
        }
    }

    private static List<CrashScene> scenes() {
        return SCENES.equals("lan")
                ? CrashScene.LAN
                : CrashScene.ALL.stream().filter(s -> s.name().startsWith(SCENES)).toList();
    }

    private Rehearsal rehearse(CrashScene scene, FaultyDaemon daemon) throws Exception {
        var undone = new ArrayList<HostPicture>();
        if (scene.middle().isPresent()) {
            scene.before().forEach(ground::succeed);
            ground.succeed(scene.middle().get());
            undone.add(ground.still());
            CrashScene.UNDO.forEach(ground::ask);
        }
        scene.before().forEach(ground::succeed);
        undone.addFirst(ground.still());
        daemon.orderNothing();
        ground.succeed(scene.act());
        var operations = daemon.operations();
        var after = ground.still();
        System.out.println(scene + ": " + operations.size() + " operations: " + operations);
        assertThat(operations).as(scene.name()).isNotEmpty();
        return new Rehearsal(undone, after, operations);
    }

    /** One of each scene comes first. */
    private static List<Round> shuffled(Map<CrashScene, Rehearsal> rehearsals) {
        var firsts = new ArrayList<Round>();
        var others = new ArrayList<Round>();
        var random = new Random(1);
        rehearsals.forEach((scene, rehearsal) -> {
            var rounds = CrashGround.rounds(scene, rehearsal.operations.size());
            Collections.shuffle(rounds, random);
            firsts.add(rounds.removeFirst());
            others.addAll(rounds);
        });
        Collections.shuffle(others, random);
        firsts.addAll(others);
        return firsts;
    }

    private void play(Round round, Rehearsal rehearsal, FaultyDaemon daemon) throws Exception {
        var act = round.scene().act();
        round.scene().before().forEach(ground::succeed);
        daemon.order(round.kind(), round.n());
        var answer = ground.ask(act);
        boolean acknowledged = answer.status() >= 200 && answer.status() < 400;
        boolean died = round.kind().equals("die") && daemon.dies();
        var reached = daemon.operations();
        if (died) {
            daemon.start();
        } else {
            daemon.orderNothing();
        }
        var wrong = ground.difference(acknowledged ? List.of(rehearsal.after) : rehearsal.either());
        if (wrong.isEmpty() && rehearsal.undone.contains(ground.picture())) {
            var again = ground.ask(act); // refused if a repair has finished what had broken off
            wrong = ground.difference(List.of(rehearsal.after));
            wrong = wrong.isEmpty() ? "" : "repeated: " + again + "\n" + wrong;
        }
        if (wrong.isEmpty() && died) {
            wrong = ground.restart(daemon, rehearsal.after);
        }
        ground.judge(round, reached, answer, wrong);
    }
}
