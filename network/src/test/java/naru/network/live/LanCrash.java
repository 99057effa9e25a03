package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.Failpoint;
import naru.network.Networks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Networks on a LAN fail, or the process dies, at the n-th change of kernel or journal: the host is
 * as before or as after, nothing of a parent or of the host's own interface is left over, and a
 * further start changes nothing. As many n as {@code naru.lan.crash.seconds} allow, for each kind.
 */
final class LanCrash {
    private static final int SECONDS = Integer.getInteger("naru.lan.crash.seconds", 2);
    private static final int LEAST = 5; // rounds, however slow the machine is

    private static final int NEVER = Integer.MIN_VALUE / 2;

    /** What each start does, whether it finds everything right or not. */
    private static final String OWN = "mount netns directory";

    private final Lab lab;

    LanCrash(Lab lab) {
        this.lab = lab;
    }

    /** The {@code n}-th change fails; and all further ones, if {@code dies}. */
    private record Round(LanScene scene, int n, boolean dies, Rehearsal rehearsal) {
        @Override
        public String toString() {
            return "%s %s at %d".formatted(scene.name(), dies ? "dies" : "fails", n);
        }
    }

    private record Rehearsal(LanPicture before, LanPicture after, int operations) {}

    void nothingIsLeftHalfDone(LanKind kind) {
        lab.neighbour("10.50.0.1", "10.50.0.2");
        var networks = lab.start();
        kind.assumeKernelKnows(lab);
        var empty = LanPicture.of(lab, networks);
        var rounds = new ArrayList<Round>();
        for (var scene : LanScene.all(kind)) {
            var rehearsal = rehearse(scene);
            undo(empty);
            for (int n = 1; n <= rehearsal.operations; n++) {
                rounds.add(new Round(scene, n, true, rehearsal));
                rounds.add(new Round(scene, n, false, rehearsal));
            }
        }
        Collections.shuffle(rounds, new Random(1));
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        int done = 0;
        for (var round : rounds) {
            if (done < LEAST || System.nanoTime() < end) {
                play(round);
                undo(empty);
                done++;
            }
        }
        System.out.printf("%s: %d of %d rounds%n", kind, done, rounds.size());
    }

    private Rehearsal rehearse(LanScene scene) {
        var count = new AtomicInteger();
        var networks = prepared(scene, _ -> count.incrementAndGet());
        var before = LanPicture.of(lab, networks);
        count.set(0);
        scene.act().accept(networks);
        lab.kill(); // which finishes what is being deleted
        int operations = count.get();
        assertThat(operations).as(scene.name()).isPositive();
        return new Rehearsal(before, LanPicture.of(lab, networks), operations);
    }

    /** What a scene begins with, under an engine that a test can make fail. */
    private Networks prepared(LanScene scene, Failpoint failpoint) {
        if (scene.isRestore()) {
            scene.prepare(lab.start());
            lab.kill();
            breakEverything();
            return lab.startFailingAnywhere(failpoint);
        }
        var networks = lab.startFailingAnywhere(failpoint);
        networks.restore(_ -> true);
        scene.prepare(networks);
        return networks;
    }

    /** While no engine runs, others take away what it had made. */
    private void breakEverything() {
        for (var link : lab.run("ip", "-br", "link").lines().toList()) {
            var name = link.split("[ @]")[0];
            if (name.matches("(ha|dm|di)-.*|.*\\.10")) {
                lab.run("ip", "link", "delete", name);
            }
        }
    }

    private void play(Round round) {
        var scene = round.scene;
        var count = new AtomicInteger(NEVER);
        var networks =
                prepared(
                        scene,
                        operation -> {
                            int now = count.incrementAndGet();
                            if (now == round.n || (round.dies && now > round.n)) {
                                throw new Dead(operation);
                            }
                        });
        if (round.dies) {
            networks.stop(); // else it would tidy up
        }
        count.set(0);
        boolean carriedOut = carriedOut(scene, networks);
        if (round.dies || (scene.isRestore() && !carriedOut)) {
            networks = lab.start(Failpoint.NONE);
            networks.restore(_ -> scene.alive());
        }
        var wanted = round.rehearsal;
        var good =
                scene.isRestore() || (carriedOut && !round.dies)
                        ? List.of(wanted.after)
                        : List.of(wanted.before, wanted.after);
        awaitPicture(round, networks, good);
        if (!round.dies) {
            lab.start(Failpoint.NONE).restore(_ -> scene.alive()); // which finishes what it can
        }
        var changes = Collections.synchronizedList(new ArrayList<String>());
        networks = lab.startFailingAnywhere(changes::add);
        networks.restore(_ -> scene.alive());
        changes.removeIf(change -> change.startsWith(OWN));
        assertThat(changes).as("%s: what a further start changes", round).isEmpty();
        awaitPicture(round, networks, good);
    }

    private static boolean carriedOut(LanScene scene, Networks networks) {
        try {
            scene.act().accept(networks);
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    private void undo(LanPicture empty) {
        var networks = lab.start();
        networks.close(LanScene.WEB);
        if (networks.find("lan").isPresent()) {
            networks.delete("lan");
        }
        awaitPicture("after all", networks, List.of(empty));
    }

    private void awaitPicture(Object when, Networks networks, List<LanPicture> good) {
        long end = System.nanoTime() + Lab.PATIENCE.toNanos();
        var now = LanPicture.of(lab, networks);
        while (!good.contains(now) && System.nanoTime() < end) {
            Lab.pause(20);
            now = LanPicture.of(lab, networks);
        }
        assertThat(good).as("%s: %s", when, good.getFirst().difference(now)).contains(now);
    }

    private static final class Dead extends RuntimeException {
        private static final long serialVersionUID = 1;

        Dead(String operation) {
            super(operation);
        }
    }
}
