package naru.proxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.process.Signals;
import naru.proxy.haproxy.BackendPlan;
import naru.proxy.haproxy.Server;
import naru.proxy.model.Name;
import naru.proxy.runtime.WantedBackend.Duty;
import naru.proxy.runtime.WantedBackend.Wanted;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** With a real HAProxy; the numbers of traps are those of the notes on its runtime API. */
class ProxyRuntimeTest {
    private static final BackendPlan CHECKED =
            new BackendPlan(
                    "b", new Name("", "b"), "check inter 50ms fastinter 20ms rise 1", true, false);

    /** After a process of HAProxy was killed; on a busy machine it may need several attempts. */
    private static final Duration RECOVERY = Duration.ofSeconds(1);

    private static final int ATTEMPTS = 3;
    private static final Duration LONG = Duration.ofDays(1);

    @TempDir Path folder;

    private TestFront front;
    private TestServer one;
    private TestServer two;

    @BeforeEach
    void start() throws IOException {
        front = new TestFront(folder);
        one = TestServer.start("one");
        two = TestServer.start("two");
    }

    @AfterEach
    void stop() throws IOException {
        if (front == null) { // skipped
            return;
        }
        front.close();
        one.close();
        two.close();
    }

    @Test
    void addsAndRemovesServersWithoutReload() throws IOException {
        front.settle();
        front.serve(one, "s1");
        front.serve(two, "s2");
        front.settle();
        assertThat(front.get(4)).containsExactlyInAnyOrder("one", "one", "two", "two");

        front.servers.removeFirst();
        front.settle();

        assertThat(front.get(3)).containsOnly("two");
        assertThat(front.runtime.reloads()).isZero();
    }

    @Test
    void addsServerWhenItAcceptsConnections() throws IOException {
        int port = TestServer.freePort();
        front.serve(one, "s1");
        front.settle();
        front.servers.add(new Wanted(new Server("late", "127.0.0.1", port, 1), Duty.SERVES));
        front.step();
        front.step();
        assertThat(front.get(4)).containsOnly("one");

        try (var late = TestServer.start("late", port)) {
            front.settle();

            assertThat(front.get(4)).contains("late");
            assertThat(late.requests()).isEqualTo(2);
        }
    }

    @Test
    void addedServersKeepIdleConnections() throws IOException {
        front.settle();
        front.serve(one, "s1");
        front.settle();
        int before = one.connections();

        assertThat(front.getOnOneConnection(10)).isEqualTo(10);

        assertThat(one.connections() - before).isEqualTo(1);
    }

    /** Trap 2: a server with checks is UP before its first check. */
    @Test
    void sendsNothingBeforeFirstCheck() throws IOException {
        front.plan = CHECKED;
        front.backendLines = "  option httpchk GET /check\n";
        front.serve(one, "s1");
        front.settle();
        two.answer("503 Service Unavailable");
        front.serve(two, "s2");
        for (int i = 0; i < 10; i++) {
            front.step();
            assertThat(front.get(2)).containsOnly("one");
        }
        assertThat(two.requests()).isZero();

        two.answer("200 OK");
        front.settle();

        assertThat(front.get(4)).contains("two");
    }

    @Test
    void makesTheFirstCheckAtOnce() throws IOException {
        front.plan = new BackendPlan("b", new Name("", "b"), "check inter 30s", true, false);
        front.settle();
        front.serve(one, "s1");

        front.settle(); // takes ten seconds at most

        assertThat(front.get()).isEqualTo("one");
    }

    /** Trap 1: slowstart ends, and a server that was added by command gets its share. */
    @Test
    void givesAddedServersTheirShareAfterSlowStart() throws Exception {
        front.plan =
                new BackendPlan(
                        "b",
                        new Name("", "b"),
                        "check inter 50ms fastinter 20ms rise 1 slowstart 300ms",
                        true,
                        false);
        front.serve(one, "s1");
        front.settle();
        front.serve(two, "s2");
        front.settle();
        Thread.sleep(1000);

        var names = front.get(60);

        assertThat(names.stream().filter("two"::equals).count()).isBetween(20L, 40L);
    }

    /** Trap 3: cookies of added servers have values. */
    @Test
    void givesAddedServersTheirCookie() throws IOException {
        front.plan = new BackendPlan("b", new Name("", "b"), "", false, true);
        front.backendLines =
                "  cookie NARU insert indirect nocache dynamic\n  dynamic-cookie-key secret\n";
        front.settle();
        front.serve(one, "s1");
        front.settle();

        assertThat(front.exchange("/")).containsPattern("(?i)set-cookie: NARU=[0-9a-f]{16}");
    }

    /** Trap 5: commands longer than a buffer are split. */
    @Test
    void replacesLargeMapsWithoutReload() throws IOException {
        front.serve(one, "s1");
        front.settle();
        front.map =
                IntStream.range(0, 3000)
                        .mapToObj(i -> "/some/longer/path/number/" + i + " b\n")
                        .collect(Collectors.joining());
        front.settle();

        var admin = new AdminSocket(front.files.adminSocket());
        assertThat(admin.map(folder.resolve("paths.map"))).hasSize(3000);
        assertThat(front.runtime.reloads()).isZero();
    }

    /** Trap 6: a reload while the master starts is lost, unless each one is confirmed. */
    @Test
    void confirmsEachReload() throws IOException {
        front.serve(one, "s1");
        front.settle();
        var process = new HaproxyProcess(front.program, front.files.proxy(), () -> {});
        assertThat(process.takeOver()).isTrue();
        var master = new MasterSocket(front.files.proxy().masterSocket());
        int before = master.state().orElseThrow().reloads();

        for (int i = 0; i < 10; i++) {
            process.reload();
        }

        assertThat(master.state().orElseThrow().reloads()).isEqualTo(before + 10);
        assertThat(front.get()).isEqualTo("one");
        process.close();
    }

    @Test
    void keepsServersOverReload() throws IOException {
        front.serve(one, "s1");
        front.serve(two, "s2");
        front.settle();
        front.backendLines = "  balance leastconn\n";

        var settled = front.settle();

        assertThat(front.runtime.reloads()).isEqualTo(1);
        assertThat(settled.servers())
                .extracting(ServerStatus::state)
                .containsOnly(ServerStatus.State.READY);
        assertThat(front.get()).isIn("one", "two");
    }

    @Test
    void keepsServingWhenConfigurationIsRefused() throws IOException {
        front.serve(one, "s1");
        front.settle();
        front.backendLines = "  no-such-word\n";

        var refused = front.settle();

        assertThat(refused.problem().orElse("")).contains("no-such-word");
        assertThat(front.get()).isEqualTo("one");
        assertThat(Files.readString(folder.resolve("haproxy.cfg"))).doesNotContain("no-such-word");

        front.backendLines = "";
        assertThat(front.settle().problem()).isEmpty();
        assertThat(front.runtime.reloads()).isZero();
    }

    /** Trap 7: a command may go to a worker that is being replaced. */
    @Test
    void repeatsChangesThatWereLost() throws IOException {
        front.serve(one, "s1");
        front.serve(two, "s2");
        front.settle();
        var admin = new AdminSocket(front.files.adminSocket());
        admin.maintain("b/s1");
        assertThat(admin.delete("b/s1")).isTrue();
        admin.drain("b/s2");

        front.settle();

        assertThat(front.get(4)).contains("one", "two");
    }

    @Test
    void repairsMapsWhenItCompares() throws IOException {
        front.serve(one, "s1");
        front.settle();
        var admin = new AdminSocket(front.files.adminSocket());
        var map = folder.resolve("paths.map");
        int version = admin.prepareMap(map);
        admin.addToMap(map, version, "/foreign b\n");
        admin.commitMap(map, version);

        front.runtime.approach(
                front.configuration(), List.of(new WantedBackend(front.plan, front.servers)), true);

        assertThat(admin.map(map)).containsOnlyKeys("/");
    }

    @Test
    void isTakenOverWithoutReload() throws IOException {
        front.serve(one, "s1");
        front.settle();
        long pid = new AdminSocket(front.files.adminSocket()).pid();
        front.runtime.close(); // as the daemon ends

        front.takeOver();
        front.settle();

        assertThat(new AdminSocket(front.files.adminSocket()).pid()).isEqualTo(pid);
        assertThat(front.runtime.reloads()).isZero();
        assertThat(front.get()).isEqualTo("one");
    }

    /** Trap 8: a former worker keeps idle connections and the servers that it had. */
    @Test
    void servesKeptConnectionsOfFormerWorkers() throws Exception {
        front.serve(one, "s1");
        front.serve(two, "s2");
        front.settle();
        try (var kept = new Socket(InetAddress.getLoopbackAddress(), front.port)) {
            assertThat(front.exchange(kept)).startsWith("HTTP/1.1 200");
            front.backendLines = "  balance leastconn\n";
            front.settle();
            assertThat(front.runtime.reloads()).isEqualTo(1);
            front.servers.removeFirst();
            front.settle();
            one.close();

            assertThat(front.exchange(kept)).startsWith("HTTP/1.1 200").endsWith("two");
        }
    }

    @Test
    void countsRequestsOfFormerWorkers() throws Exception {
        front.serve(one, "s1");
        front.settle();
        one.delay(4000);
        var request = CompletableFuture.supplyAsync(front::get);
        var admin = new AdminSocket(front.files.adminSocket());
        while (admin.sessions().getOrDefault("b/s1", 0) == 0) {
            Thread.sleep(5);
        }
        front.backendLines = "  balance leastconn\n";
        front.settle();
        front.change(0, Duty.FINISHES);
        front.step();

        assertThat(front.step().servers().getFirst().sessions()).isEqualTo(1);

        assertThat(request.get()).isEqualTo("one");
        front.settle();
        assertThat(front.step().servers().getFirst().sessions()).isZero();
    }

    /** Trap 9: HAProxy ends with either of its processes. */
    @Test
    void startsAgainWhenWorkerIsKilled() throws Exception {
        diesAndReturns(new AdminSocket(front.files.adminSocket())::pid);
    }

    @Test
    void startsAgainWhenMasterIsKilled() throws Exception {
        diesAndReturns(
                () -> Long.parseLong(Files.readString(folder.resolve("haproxy.pid")).strip()));
    }

    private void useVerifier() {
        front.extraFiles.put(
                "passwords.cfg",
                """
                global
                  stats socket %1$s/passwords-admin.sock mode 600 level user
                frontend p
                  mode http
                  timeout client 1s
                  bind unix@%1$s/p.sock
                """
                        .formatted(folder));
    }

    @Test
    void startsVerifierAgainAlone() throws Exception {
        front.serve(one, "s1");
        useVerifier();
        front.settle();
        var verifier = new AdminSocket(front.files.passwords().adminSocket());
        long proxy = new AdminSocket(front.files.adminSocket()).pid();
        var fastest = LONG;
        for (int i = 0; i < ATTEMPTS && fastest.compareTo(RECOVERY) > 0; i++) {
            long before = verifier.pid();
            Signals.kill(before, Signals.SIGKILL);
            long start = System.nanoTime();
            while (pid(verifier) == 0 || pid(verifier) == before) {
                front.step();
                assertThat(front.get()).isEqualTo("one");
            }
            fastest = Duration.ofNanos(System.nanoTime() - start);
            front.settle();
        }

        System.out.println("passwords are verified again after " + fastest.toMillis() + " ms");
        assertThat(fastest).isLessThan(RECOVERY);
        assertThat(new AdminSocket(front.files.adminSocket()).pid()).isEqualTo(proxy);
        assertThat(front.runtime.reloads()).isZero();
    }

    @Test
    void runsVerifierWhileItIsNeeded() throws Exception {
        front.serve(one, "s1");
        useVerifier();
        front.settle();
        var verifier = new AdminSocket(front.files.passwords().adminSocket());
        long pid = verifier.pid();
        front.runtime.close(); // as the daemon ends
        front.takeOver();
        front.settle();
        assertThat(verifier.pid()).isEqualTo(pid);

        front.extraFiles.clear();
        front.settle();

        assertThat(pid(verifier)).isZero();
        assertThat(front.get()).isEqualTo("one");
    }

    /** 0 if there is no answer. */
    private static long pid(AdminSocket socket) {
        try {
            return socket.pid();
        } catch (IOException ended) {
            return 0;
        }
    }

    @Test
    void goesOnWhenVerifierIsRefused() throws Exception {
        front.serve(one, "s1");
        front.extraFiles.put("passwords.cfg", "no-such-section\n");
        for (int i = 0; i < 5; i++) {
            front.step();
        }

        assertThat(front.step().problem().orElse("")).contains("no-such-section");
        assertThat(front.get()).isEqualTo("one");
    }

    private boolean isServed() {
        return front.get().equals("one")
                && new MasterSocket(front.files.proxy().masterSocket()).state().isPresent();
    }

    private interface Victim {
        long pid() throws IOException;
    }

    private void diesAndReturns(Victim victim) throws Exception {
        front.serve(one, "s1");
        front.settle();
        var fastest = LONG;
        for (int i = 0; i < ATTEMPTS && fastest.compareTo(RECOVERY) > 0; i++) {
            Thread.sleep(300);
            Signals.kill(victim.pid(), Signals.SIGKILL);
            long start = System.nanoTime();
            while (!isServed()) {
                try {
                    front.step();
                } catch (IOException ending) {
                    Thread.sleep(2);
                }
            }
            fastest = Duration.ofNanos(System.nanoTime() - start);
            assertThat(front.settle().problem()).isEmpty();
        }
        System.out.println("HAProxy serves again after " + fastest.toMillis() + " ms");
        assertThat(fastest).isLessThan(RECOVERY);
    }

    @Test
    void finishesRequestsOfLeavingServers() throws IOException {
        front.serve(one, "s1");
        front.serve(two, "s2");
        front.settle();
        front.change(0, Duty.FINISHES);
        front.settle();
        assertThat(front.get(3)).containsOnly("two");

        front.change(0, Duty.SERVES);
        front.settle();

        assertThat(front.get(4)).contains("one");
    }
}
