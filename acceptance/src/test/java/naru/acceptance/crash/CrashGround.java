package naru.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.HostPicture;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The host on which a daemon fails or is killed in the middle of its work: what is on it, and what
 * was wrong with it in the rounds until now.
 */
final class CrashGround {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int LEAST = 5; // rounds, however slow the machine is
    private static final int MANY = 300; // seconds of rounds, for which it pays to make a cache

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

    CrashGround(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        api = new RawApi(host.docker().endpoint(), false);
    }

    /** The n-th change of kernel or journal fails, or the daemon dies in its place. */
    record Round(CrashScene scene, String kind, int n) {}

    /** Both kinds at each of so many changes. */
    static List<Round> rounds(CrashScene scene, int operations) {
        var rounds = new ArrayList<Round>();
        for (int n = 1; n <= operations; n++) {
            rounds.add(new Round(scene, "fail", n));
            rounds.add(new Round(scene, "die", n));
        }
        return rounds;
    }

    /** Plays one round, and leaves the host as it found it. */
    interface Play {
        void play(Round round) throws Exception;
    }

    /** A daemon that takes orders; with more than a sample ahead, one that starts quickly. */
    FaultyDaemon daemon(int seconds) throws Exception {
        var daemon = new FaultyDaemon(host);
        if (seconds >= MANY) {
            daemon.learn(() -> {
                CrashScene.RUN.before().forEach(this::succeed);
                succeed(CrashScene.RUN.act());
                picture();
                CrashScene.UNDO.forEach(api::ask);
            });
        }
        return daemon;
    }

    /** As many of {@code rounds} as fit into {@code seconds}; none may find a fault. */
    void play(List<Round> rounds, int seconds, Play play) throws Exception {
        long begin = System.nanoTime();
        int done = 0;
        for (var round : rounds) {
            var passed = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            if (done >= LEAST && passed >= seconds) {
                break;
            }
            play.play(round);
            done++;
            if (done % 20 == 0) {
                System.out.printf("%d rounds in %d s%n", done, passed);
            }
        }
        System.out.printf("%d of %d rounds, %d faults%n", done, rounds.size(), faults.size());
        assertThat(faults).isEmpty();
    }

    RawApi.Response ask(String request) {
        return api.ask(request);
    }

    void succeed(String request) {
        var answer = api.ask(request);
        assertThat(answer.status()).as("%s: %s", request, answer).isBetween(200, 399);
    }

    HostPicture picture() {
        return HostPicture.of(host, api);
    }

    /** What is there when nothing moves any more. */
    HostPicture still() throws InterruptedException {
        return HostPicture.still(host, api);
    }

    /** While no daemon runs, others take away what the container's network consists of. */
    void breakEverything(FaultyDaemon daemon) throws Exception {
        daemon.kill();
        host.shell().quietly("nft flush ruleset").text();
        host.shell().quietly("ip link delete crash").text();
    }

    /** Remembers what was wrong, if the host is not as it should be or its container is mute. */
    boolean judge(Round round, List<String> reached, RawApi.Response answer, String difference) {
        var wrong = difference.isEmpty() ? unreachable() : difference;
        if (wrong.isEmpty()) {
            return true;
        }
        var at = reached.size() < round.n ? "nothing" : reached.get(round.n - 1);
        fault(round + " at " + at + " after " + answer + ":\n" + wrong);
        return false;
    }

    private void fault(String fault) {
        faults.add(fault);
        System.out.println(fault);
    }

    /** What a further start changes or leaves different: it should find everything right. */
    String restart(FaultyDaemon daemon, HostPicture good) throws Exception {
        daemon.restart();
        Thread.sleep(150);
        var operations = new ArrayList<>(daemon.operations());
        operations.removeIf(OWN.asMatchPredicate());
        var changes = operations.isEmpty() ? "" : "a second reconcile changes " + operations + "\n";
        return changes + difference(List.of(good));
    }

    /** Empty as soon as the host looks like one of {@code good}. */
    String difference(List<HostPicture> good) throws InterruptedException {
        var end = Deadline.after(PATIENCE);
        while (true) {
            var now = picture();
            if (good.contains(now)) {
                return "";
            }
            if (end.isOver()) {
                return good.getFirst().difference(now);
            }
            Thread.sleep(50);
        }
    }

    /** A container that runs must answer at its published port, or at its address on the LAN. */
    private String unreachable() {
        var web = api.ask("GET /containers/web/json").body();
        boolean onLan = web.contains("\"IPAddress\":\"" + CrashScene.ADDRESS_ON_LAN + "\"");
        boolean published = web.contains("\"HostPort\":\"8080\"");
        if (!web.contains("\"Running\":true") || !(onLan || published)) {
            return "";
        }
        var url = "http://" + (onLan ? CrashScene.ADDRESS_ON_LAN : host.lanAddress() + ":8080");
        neighbour.shell().quietly("ip neigh flush all"); // it had another MAC address
        var answer = neighbour.shell().quietly("curl -sS --max-time 3 {}/", url);
        return answer.output().strip().equals("web") ? "" : "does not answer: " + answer;
    }

    /** Takes everything away again; then the host must be empty. */
    void undo(HostPicture empty) throws InterruptedException {
        for (var request : CrashScene.UNDO) {
            var answer = api.ask(request);
            if (answer.status() >= 400 && answer.status() != 404) {
                fault(request + ": " + answer);
            }
        }
        var left = difference(List.of(empty));
        if (!left.isEmpty()) {
            fault("left behind:\n" + left);
        }
    }
}
