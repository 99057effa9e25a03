package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The row S23 of the notes: nginx keeps responses of routes that ask for it. {@code CacheTest} of
 * the module {@code proxy} has the rules of what is kept for whom.
 */
@InLab
class ProxyCacheTest extends WithProxy {
    /** Answers with its query, by which it also behaves, and keeps a list of them. */
    private static final String PAGE =
            """
            #!/bin/sh
            echo "$QUERY_STRING" >>/asked
            lasts=600
            case $QUERY_STRING in
            brief*) lasts=1 ;;
            slow*) sleep 0.5 ;;
            cookie*) printf 'Set-Cookie: session=of-%s\\r\\n' "$HTTP_X_CLIENT" ;;
            esac
            printf 'Status: 200 OK\\r\\nCache-Control: max-age=%s\\r\\n' $lasts
            printf 'Content-Length: %s\\r\\n\\r\\n' $((${#QUERY_STRING} + 1))
            echo "$QUERY_STRING"
            """;

    ProxyCacheTest(Lab lab) {
        super(lab);
    }

    @BeforeEach
    void needsNginx() {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nginx"))),
                "no nginx here");
        ground.purge(); // responses outlive the routes of an earlier test
    }

    private void serve(String options, Object... arguments) throws Throwable {
        var words = CommandLine.words(options, arguments);
        ground.docker().web("page", "-l naru.proxy.host=page.test {}", words);
        ground.docker()
                .cli(
                        "exec page sh -c {} - {}",
                        "mkdir -p /www/cgi-bin && printf %s \"$1\" >/www/cgi-bin/page"
                                + " && chmod +x /www/cgi-bin/page",
                        PAGE);
        ground.awaitReady("page");
        awaitNginx();
    }

    private void awaitNginx() throws Throwable {
        Eventually.within(
                Duration.ofSeconds(20),
                () -> {
                    get("warm");
                    assertThat(result("warm")).isEqualTo("hit");
                });
    }

    private static String[] with(String query, String... options) {
        var all = new ArrayList<>(List.of("-s", "-m", "20"));
        all.addAll(List.of("--resolve", "page.test:80:" + ProxyGround.ADDRESS));
        all.addAll(List.of(options));
        all.add("http://page.test/cgi-bin/page?" + query);
        return all.toArray(String[]::new);
    }

    private String get(String query, String... options) {
        return ground.client()
                .shell()
                .quietly("curl {}", List.of(with(query, options)))
                .output()
                .stripTrailing();
    }

    /** The head of the answer, in lower case. */
    private String head(String query, String... options) {
        var all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-D", "-", "-o", "/dev/null"));
        return get(query, all.toArray(String[]::new)).toLowerCase(Locale.ROOT);
    }

    /** The field X-Cache of the answer. */
    private String result(String query, String... options) {
        return head(query, options)
                .lines()
                .filter(line -> line.startsWith("x-cache: "))
                .map(line -> line.substring(9).strip())
                .findFirst()
                .orElse("none");
    }

    /** How often the member was asked. */
    private long asked(String query) {
        return ground.docker().cli("exec page cat /asked").lines().filter(query::equals).count();
    }

    @Test
    void keepsAndPurgesResponses() throws Throwable {
        serve("-l naru.proxy.cache=on");

        assertThat(result("a")).isEqualTo("miss");
        assertThat(result("a")).isEqualTo("hit");
        assertThat(get("a")).isEqualTo("a");
        assertThat(head("a")).contains("age: ");
        assertThat(result("b")).isEqualTo("miss");
        assertThat(get("a", "-r", "0-0")).isEqualTo("a");
        assertThat(head("a", "-r", "0-0")).contains("http/1.1 206").contains("bytes 0-0/2");
        assertThat(asked("a")).isEqualTo(1);
        assertThat(ground.naru("why http://page.test/").text())
                .contains("responses are cached: for the time that they say");

        assertThat(ground.naru("purge http://page.test/cgi-bin/page?a").text()).isEqualTo("1");
        assertThat(result("a")).isEqualTo("miss");
        assertThat(result("b")).isEqualTo("hit");
        assertThat(ground.naru("purge --route page").text()).isEqualTo("3");
        assertThat(result("b")).isEqualTo("miss");
        assertThat(ground.naru("purge --route other").refusal()).contains("no such route: other");
        assertThat(ground.naru("purge /../../journal").refusal()).contains("is no URL");
    }

    @Test
    void servesStaleWhileTheMemberIsDown() throws Throwable {
        serve("-l naru.proxy.cache=on");
        get("brief");
        ground.docker().cli("pause page");
        ground.awaitState("is paused");
        Thread.sleep(2000); // the response lasts for one second

        assertThat(result("brief")).isEqualTo("stale");
        assertThat(get("brief")).isEqualTo("brief");
        assertThat(get("never", "-w", "%{http_code}")).endsWith("503");

        ground.docker().cli("unpause page");
        ground.awaitReady("page");
        assertThat(result("brief")).isIn("expired", "hit");
    }

    @Test
    void failsNoRequestWhenNginxIsKilled() throws Throwable {
        serve("-l naru.proxy.cache=10m");
        try (var load = RequestLoad.start(ground.client(), ProxyGround.ADDRESS, "page.test")) {
            load.more(100);
            var killed = nginx();
            assertThat(killed).hasSizeGreaterThan(1);
            assertThat(killed).filteredOn(pid -> userOf(pid) == 0).hasSize(1); // the master
            killed.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            var time =
                    ProxyGround.time(() ->
                            nginx().stream().anyMatch(pid -> !killed.contains(pid))
                                    && result("warm").equals("hit"));
            System.out.println("nginx serves again after " + time.toMillis() + " ms");
            load.more(200);

            var counts = load.stop();
            assertThat(counts.lost()).as(counts.details()).isZero();
        }
    }

    @Test
    void outlivesTheDaemon() throws Throwable {
        serve("-l naru.proxy.cache=on");
        var before = nginx();
        var daemon = new Daemon(lab.host());
        daemon.kill();
        assertThat(result("warm")).isEqualTo("hit");
        daemon.start();
        ground.awaitReady("page");

        assertThat(nginx()).isEqualTo(before);
        assertThat(result("warm")).isEqualTo("hit");

        ground.docker().cli("rm -f page");
        Eventually.within(Duration.ofSeconds(40), () -> assertThat(nginx()).isEmpty());
    }

    /** The processes of nginx on the host that run. */
    private List<Long> nginx() {
        return lab.host()
                .shell()
                .quietly("ip netns pids {}", lab.host().netns())
                .output()
                .lines()
                .map(Long::valueOf)
                .filter(pid -> status(pid).contains("Name:\tnginx\n"))
                .filter(pid -> !status(pid).contains("State:\tZ"))
                .sorted()
                .toList();
    }

    private static int userOf(long pid) {
        var line = status(pid).lines().filter(text -> text.startsWith("Uid:")).findFirst();
        return line.map(text -> Integer.parseInt(text.split("\t")[1])).orElse(-1);
    }

    private static String status(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/status"));
        } catch (IOException gone) {
            return "";
        }
    }
}
