package naru.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The daemon fails, or is killed, at the n-th change of kernel or journal: the host is as if the
 * request had been carried out or had never come, what was acknowledged works, the request can be
 * repeated, and a further restart changes nothing. Here for as many n as {@code naru.crash.seconds}
 * allow; {@code make crash} tries all.
 */
@InLab
class CrashAnywhereTest {
    private static final int SECONDS = Integer.getInteger("naru.crash.seconds", 25);

    /** {@code lan} for those on macvlan networks, else those on bridges. */
    private static final String SCENES = System.getProperty("naru.crash.scenes", "");

    private static final int LEAST = 5; // rounds, however slow the machine is
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /**
     * What each start does anew: the folder for namespaces is made a mount of its own, and inside
     * of sandboxes port 53 is led to the sockets of the new process.
     */
    private static final Pattern OWN =
            Pattern.compile("mount netns directory .*|NFT_\\S+ ip6? naru_dns.*");

    private final LabHost host;
    private final LabHost neighbour;
    private final RawApi api;
    private final List<String> faults = new ArrayList<>();

    CrashAnywhereTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        api = new RawApi(host.docker().endpoint(), false);
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

    private record Round(CrashScene scene, String kind, int n) {}

    @Test
    void aRequestLeavesNothingHalfDone() throws Exception {
        try (var daemon = new FaultyDaemon(host)) {
            var empty = HostPicture.still(host, api);
            var rehearsals = new LinkedHashMap<CrashScene, Rehearsal>();
            for (var scene : SCENES.equals("lan") ? CrashScene.LAN : CrashScene.ALL) {
                rehearsals.put(scene, rehearse(scene, daemon));
                undo(empty);
            }
            var rounds = shuffled(rehearsals);
            var end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            int done = 0;
            for (var round : rounds) {
                if (done < LEAST || System.nanoTime() < end) {
                    play(round, rehearsals.get(round.scene), daemon, empty);
                    done++;
                }
            }
            System.out.printf("%d of %d rounds, %d faults%n", done, rounds.size(), faults.size());
            assertThat(faults).isEmpty();
        }
    }

    @Test
    void aStartThatDiesIsFinishedByTheNext() throws Exception {
        try (var daemon = new FaultyDaemon(host)) {
            var empty = HostPicture.still(host, api);
            var whole = rehearse(CrashScene.RUN, daemon).after;
            breakEverything(daemon);
            daemon.start();
            Thread.sleep(300);
            int operations = daemon.operations().size();
            System.out.println("restore: " + operations + " operations");
            assertThat(difference(List.of(whole))).isEmpty();

            var rounds = new ArrayList<Round>();
            for (int n = 1; n <= operations; n++) {
                rounds.add(new Round(CrashScene.RUN, "die", n));
                rounds.add(new Round(CrashScene.RUN, "fail", n));
            }
            Collections.shuffle(rounds, new Random(1));
            var end = System.nanoTime() + Duration.ofSeconds(SECONDS / 4).toNanos();
            int done = 0;
            for (var round : rounds) {
                if (done < LEAST || System.nanoTime() < end) {
                    restore(round, daemon, whole);
                    done++;
                }
            }
            System.out.printf("%d of %d rounds, %d faults%n", done, rounds.size(), faults.size());
            assertThat(faults).isEmpty();
            undo(empty);
        }
    }

    private Rehearsal rehearse(CrashScene scene, FaultyDaemon daemon) throws Exception {
        var undone = new ArrayList<HostPicture>();
        if (scene.middle().isPresent()) {
            scene.before().forEach(this::succeed);
            succeed(scene.middle().get());
            undone.add(HostPicture.still(host, api));
            CrashScene.UNDO.forEach(api::ask);
        }
        scene.before().forEach(this::succeed);
        undone.addFirst(HostPicture.still(host, api));
        daemon.orderNothing();
        succeed(scene.act());
        var operations = daemon.operations();
        var after = HostPicture.still(host, api);
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
            var rounds = new ArrayList<Round>();
            for (int n = 1; n <= rehearsal.operations.size(); n++) {
                rounds.add(new Round(scene, "fail", n));
                rounds.add(new Round(scene, "die", n));
            }
            Collections.shuffle(rounds, random);
            firsts.add(rounds.removeFirst());
            others.addAll(rounds);
        });
        Collections.shuffle(others, random);
        firsts.addAll(others);
        return firsts;
    }

    private void play(Round round, Rehearsal rehearsal, FaultyDaemon daemon, HostPicture empty)
            throws Exception {
        var act = round.scene.act();
        round.scene.before().forEach(this::succeed);
        daemon.order(round.kind, round.n);
        var answer = api.ask(act);
        boolean acknowledged = answer.status() >= 200 && answer.status() < 400;
        boolean died = round.kind.equals("die") && daemon.dies();
        var reached = daemon.operations();
        if (died) {
            daemon.start();
        } else {
            daemon.orderNothing();
        }
        var wrong = difference(acknowledged ? List.of(rehearsal.after) : rehearsal.either());
        if (wrong.isEmpty() && rehearsal.undone.contains(HostPicture.of(host, api))) {
            var again = api.ask(act); // refused if a repair has finished what had broken off
            wrong = difference(List.of(rehearsal.after));
            wrong = wrong.isEmpty() ? "" : "repeated: " + again + "\n" + wrong;
        }
        if (wrong.isEmpty() && died) {
            daemon.restart();
            wrong = changes(daemon) + difference(List.of(rehearsal.after));
        }
        judge(round, reached, answer, wrong);
        undo(empty);
    }

    private void restore(Round round, FaultyDaemon daemon, HostPicture whole) throws Exception {
        breakEverything(daemon);
        daemon.order(round.kind, round.n);
        var said = daemon.tryToStart();
        var reached = daemon.operations();
        if (said.contains("ready ") && round.kind.equals("fail")) {
            daemon.orderNothing();
        } else {
            if (said.contains("ready ") && !daemon.dies()) {
                daemon.kill();
            }
            daemon.start();
        }
        var wrong = difference(List.of(whole));
        if (wrong.isEmpty()) {
            daemon.restart();
            wrong = changes(daemon) + difference(List.of(whole));
        }
        judge(round, reached, new RawApi.Response(0, said), wrong);
        if (!wrong.isEmpty()) { // begin anew
            CrashScene.UNDO.forEach(api::ask);
            CrashScene.RUN.before().forEach(this::succeed);
            succeed(CrashScene.RUN.act());
        }
    }

    /** While no daemon runs, others take away what the container's network consists of. */
    private void breakEverything(FaultyDaemon daemon) throws Exception {
        daemon.kill();
        host.shell().quietly("nft", "flush", "ruleset").text();
        host.shell().quietly("ip", "link", "delete", "crash").text();
    }

    private void judge(
            Round round, List<String> reached, RawApi.Response answer, String difference) {
        var wrong = difference.isEmpty() ? unreachable() : difference;
        if (!wrong.isEmpty()) {
            var at = reached.size() < round.n ? "nothing" : reached.get(round.n - 1);
            faults.add(round + " at " + at + " after " + answer + ":\n" + wrong);
            System.out.println(faults.getLast());
        }
    }

    /** What has changed at a start that should have found everything right. */
    private static String changes(FaultyDaemon daemon) throws Exception {
        Thread.sleep(150);
        var operations = new ArrayList<>(daemon.operations());
        operations.removeIf(OWN.asMatchPredicate());
        return operations.isEmpty() ? "" : "a second reconcile changes " + operations + "\n";
    }

    /** Empty as soon as the host looks like one of {@code good}. */
    private String difference(List<HostPicture> good) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var now = HostPicture.of(host, api);
            if (good.contains(now)) {
                return "";
            }
            if (System.nanoTime() > end) {
                return good.getFirst().difference(now);
            }
            Thread.sleep(50);
        }
    }

    /** A container that runs must answer at its published port, or at its address on the LAN. */
    private String unreachable() {
        var web = api.ask("GET /containers/web/json").body();
        boolean onLan = web.contains("\"IPAddress\":\"" + CrashScene.ADDRESS_ON_LAN + "\"");
        if (!web.contains("\"Running\":true") || (SCENES.equals("lan") && !onLan)) {
            return "";
        }
        var url = "http://" + (onLan ? CrashScene.ADDRESS_ON_LAN : host.lanAddress() + ":8080");
        neighbour.shell().quietly("ip", "neigh", "flush", "all"); // it had another MAC address
        var answer = neighbour.shell().quietly("curl", "-sS", "--max-time", "3", url + "/");
        return answer.output().strip().equals("web") ? "" : "does not answer: " + answer;
    }

    private void succeed(String request) {
        var answer = api.ask(request);
        assertThat(answer.status()).as("%s: %s", request, answer).isBetween(200, 399);
    }

    private void undo(HostPicture empty) throws InterruptedException {
        for (var request : CrashScene.UNDO) {
            var answer = api.ask(request);
            if (answer.status() >= 400 && answer.status() != 404) {
                faults.add(request + ": " + answer);
            }
        }
        var left = difference(List.of(empty));
        if (!left.isEmpty()) {
            faults.add("left behind:\n" + left);
            System.out.println(faults.getLast());
        }
    }
}
