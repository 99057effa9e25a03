package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.ReconfiguredDaemon;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Certificates that pebble issues. */
@InLab
class ProxyAcmeTest {
    private static final Duration LONG = Duration.ofDays(90);
    private static final int KILLS = Integer.getInteger("naru.proxy.kills", 2);

    @TempDir Path folder;

    private final Lab lab;
    @RegisterExtension final ReconfiguredDaemon daemon;
    private Pebble pebble;
    private ProxyGround ground;

    ProxyAcmeTest(Lab lab) {
        this.lab = lab;
        daemon = new ReconfiguredDaemon(lab.host());
    }

    private void start(Duration validity, String challenge) throws Throwable {
        pebble = new Pebble(lab.neighbour(), folder, validity, challenge.contains(Pebble.BINDING));
        var more = challenge.isEmpty() ? "" : challenge.formatted(pebble.hook());
        var file = folder.resolve("daemon.json");
        Files.writeString(file, "{\"proxy\": {\"acme\": " + pebble.settings(more) + "}}");
        daemon.restart("--config {}", file);
        ground = new ProxyGround(lab);
    }

    @AfterEach
    void stop() {
        if (ground != null) {
            ground.close();
        }
        if (pebble != null) {
            pebble.close();
        }
    }

    private void member(String name, String labels) {
        ground.docker().web(name, "-l naru.proxy.port=80 -l naru.proxy.tls=acme " + labels);
    }

    /** The body by HTTPS, if the certificate is of pebble and for the name; else the error. */
    private String secure(String host) throws IOException {
        var result =
                lab.neighbour()
                        .shell()
                        .quietly(
                                "curl -sS -m 10 --cacert {} --resolve {}:443:{} https://{}/",
                                pebble.root(),
                                host,
                                ProxyGround.ADDRESS,
                                host);
        return (result.output() + result.errors()).strip();
    }

    private void awaitSecure(String host, String body) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        var answer = secure(host);
        while (!answer.equals(body)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        answer
                                + "\n"
                                + new Daemon(lab.host()).log()
                                + ground.list()
                                + ground.naru("certificates").output());
            }
            Thread.sleep(100);
            answer = secure(host);
        }
    }

    @Test
    void issuesAndRenewsWithoutAFailedRequest() throws Throwable {
        start(Duration.ofSeconds(30), "");
        long start = System.nanoTime();
        member("one", "-l naru.proxy.host=one.acme.test,www.one.acme.test");
        ground.awaitReady("one");
        awaitSecure("one.acme.test", "one");
        System.out.println(
                "by HTTPS after " + (System.nanoTime() - start) / 1_000_000 + " ms with the start");
        assertThat(secure("www.one.acme.test")).isEqualTo("one");
        ProxyGround.time(() -> ground.get("one.acme.test", "/").equals("301"));

        try (var load = SecureLoad.start(lab.neighbour(), "one.acme.test", pebble.root())) {
            var counts = load.untilRenewed(); // the first renewal is due after 20 s

            assertThat(counts.failed()).as(counts.details()).isZero();
            assertThat(counts.certificates()).isGreaterThan(1);
            assertThat(counts.answered()).isGreaterThan(100);
        }
        assertThat(ground.naru("certificates").text())
                .contains("one.acme.test,www.one.acme.test", "CN=Pebble Intermediate CA");
    }

    /** Kills the daemon at different moments of an order; then all of HAProxy. */
    @Test
    void keepsOrdersAndCertificatesOverKills() throws Throwable {
        start(LONG, "");
        for (int i = 0; i < KILLS; i++) {
            var running = new Daemon(lab.host());
            member("k" + i, "-l naru.proxy.host=k" + i + ".acme.test");
            Thread.sleep(100 + 700L * i / KILLS);
            running.kill();
            running.start();
            awaitSecure("k" + i + ".acme.test", "k" + i);
        }
        assertThat(pebble.log()).doesNotContain("set to invalid");

        var before = ground.naru("certificates").text();
        long orders = orders();
        var processes = ground.processes();
        processes.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        ProxyGround.time(() ->
                !ground.processes().isEmpty()
                        && ground.processes().stream().noneMatch(processes::contains));
        var running = new Daemon(lab.host());
        running.kill();
        awaitSecure("k0.acme.test", "k0");
        running.start();
        awaitSecure("k0.acme.test", "k0");

        assertThat(ground.naru("certificates").text()).isEqualTo(before);
        assertThat(orders()).isEqualTo(orders);
    }

    private long orders() throws IOException {
        return pebble.log().lines().filter(line -> line.contains("/order-plz")).count();
    }

    /** By an account that is bound to one that the operator has. */
    @Test
    void ordersWildcardsByDns() throws Throwable {
        start(LONG, ", \"challenge\": \"dns-01\", \"hook\": \"%s\"" + Pebble.BINDING);
        member("wild", "-l naru.proxy.host=*.wild.test,wild.test");
        awaitSecure("any.wild.test", "wild");
        assertThat(secure("wild.test")).isEqualTo("wild");

        assertThat(pebble.hookCalls()).hasSize(4);
        assertThat(pebble.hookCalls())
                .allMatch(line -> line.matches("(add|remove) _acme-challenge.wild.test \\S{43}"));
    }

    @Test
    void servesByHttpWhatCannotBeOrdered() throws Exception {
        ground = new ProxyGround(lab); // without settings for ACME
        member("three", "-l naru.proxy.host=three.test");
        ground.awaitReady("three");

        ground.awaitState("problem three router three no certificate is ordered");
        assertThat(ground.get("three.test", "/")).isEqualTo("three");
    }
}
