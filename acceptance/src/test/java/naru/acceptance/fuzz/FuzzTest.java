package naru.acceptance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.DaemonVitals;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Malformed requests to the whole API for {@code naru.fuzz.seconds}: each gets a reply in time,
 * each failure has a message, and the daemon's memory does not grow. The seed is constant here;
 * {@code make fuzz} runs longer, with the date as seed, which it prints.
 */
@InLab
class FuzzTest {
    private static final Duration A_WHILE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * Failures of the host or of another process, for which status 500 is correct, as in Docker.
     */
    private static final List<Pattern> NAMED =
            List.of(
                    Pattern.compile("is not connected to (the )?network"),
                    Pattern.compile("connect: connection refused|dial tcp: lookup .+"),
                    Pattern.compile("Client.Timeout exceeded while awaiting headers"),
                    Pattern.compile(
                            "Address already in use|address already in use|already allocated"),
                    Pattern.compile("failed to allocate gateway|no available IPv. addresses"),
                    Pattern.compile("existing interface .* is not a bridge"),
                    Pattern.compile("gateway mode 'isolated'"),
                    Pattern.compile("is mounted on .+ but it is not a shared (or slave )?mount"),
                    Pattern.compile("Cannot update container .+: Invalid argument"),
                    Pattern.compile("context canceled"), // the client has ended its direction
                    Pattern.compile("error renaming interface"),
                    Pattern.compile("OCI runtime create failed|failed to create task"),
                    Pattern.compile("Error response from the runtime: .+"));

    /** Requests that may wait for the end of a container for as long as it runs. */
    private static final Pattern WAITS = Pattern.compile("wait|/(stop|restart)\\?(.*&)?t=-");

    /** Texts of internal errors, which no message may contain. */
    private static final Pattern CRASHED =
            Pattern.compile(
                    "Exception|Error:|java\\.|naru\\.|Cannot invoke|out of"
                            + " bounds|: null\"}|\"null\"}|\"message\":\"\"");

    private final LabHost host;
    private final Docker docker;
    private List<String> known = List.of();

    FuzzTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @BeforeEach
    void somethingToAskFor() {
        known = images();
        docker.cli("network create --subnet 10.200.0.0/24 front");
        docker.waiting("web", "--network front");
    }

    @AfterEach
    void removeTheImagesItNamed() {
        docker.run("image prune -f"); // images committed without a name
        for (var image : images()) {
            if (!known.contains(image)) {
                docker.run("rmi -f {}", image); // by name: the id would remove other names, too
            }
        }
    }

    private List<String> images() {
        return docker.run("images --format {{.Repository}}:{{.Tag}}").lines();
    }

    @Test
    void noRequestHurts() throws Exception {
        long seed = Long.getLong("naru.fuzz.seed", 1L);
        int seconds = Integer.getInteger("naru.fuzz.seconds", 15);
        System.out.println("seed " + seed + ", " + seconds + " s");
        var pid = new Daemon(host).pid();
        var run = new Run(new FuzzGrammar(new SplittableRandom(seed)));
        run.during(Duration.ofSeconds(Math.max(3, seconds / 4))); // until everything is loaded
        var before = DaemonVitals.of(pid);
        run.during(Duration.ofSeconds(seconds));
        Thread.sleep(1500); // closed connections of listeners are detected
        var after = DaemonVitals.of(pid);

        System.out.println(run.count + " requests, answers by status " + run.statuses);
        run.failures.forEach(
                (message, line) -> System.out.println("500 for " + line + ": " + message));
        System.out.println("before " + before + ", after " + after);
        assertThat(run.faults).as("seed %d", seed).isEmpty();
        assertThat(after.files()).as("open files").isLessThanOrEqualTo(before.files() + 30);
        assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 12);
        assertThat(after.heapKiB()).as("KiB of heap").isLessThan(before.heapKiB() + 12_000);
        assertThat(docker.cli("ps -q")).isNotNull();
    }

    /** Sends requests and checks the replies. */
    private final class Run {
        private final FuzzGrammar grammar;
        private final FuzzClient client = new FuzzClient(docker.endpoint());
        private final Map<Integer, Integer> statuses = new TreeMap<>();
        private final Map<String, String> failures = new TreeMap<>();
        private final List<String> faults = new ArrayList<>();
        private int count;

        Run(FuzzGrammar grammar) {
            this.grammar = grammar;
        }

        void during(Duration time) throws Exception {
            var end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end && faults.size() < 20) {
                var request = grammar.next();
                boolean waits = WAITS.matcher(request.line()).find();
                var answer = client.ask(request.bytes(), waits ? A_WHILE : PATIENCE);
                count++;
                if (answer.isEmpty()) {
                    if (!waits) {
                        faults.add("no answer to " + request.line());
                        System.out.println(request.line() + " hangs:\n" + stacks());
                    }
                    continue;
                }
                statuses.merge(answer.get().status(), 1, Integer::sum);
                judge(request, answer.get());
            }
        }

        private String stacks() throws Exception {
            return DaemonVitals.stacks(new Daemon(host).pid());
        }

        private void judge(FuzzGrammar.Request request, FuzzClient.Answer answer) throws Exception {
            var line = request.line();
            if (answer.status() == 500 && line.startsWith("HEAD")) { // its reply has no message
                answer = client.ask(request.asGet(), PATIENCE).orElse(answer);
            }
            var body = answer.text().replaceFirst("(?s)^.*?\r\n\r\n", "").strip();
            boolean refused = answer.status() >= 400;
            if (answer.status() < 0) {
                faults.add("no HTTP for " + line + ": " + answer.text());
            } else if (refused && CRASHED.matcher(body).find()) {
                faults.add(answer.status() + " for " + line + ": " + body);
            } else if (answer.status() == 500) {
                failures.put(body, line);
                if (NAMED.stream().noneMatch(known -> known.matcher(body).find())) {
                    faults.add("a fault without a name for " + line + ": " + body);
                }
            } else if (answer.status() > 500 && answer.status() != 501 && answer.status() != 503) {
                faults.add(answer.status() + " for " + line + ": " + body);
            }
        }
    }
}
