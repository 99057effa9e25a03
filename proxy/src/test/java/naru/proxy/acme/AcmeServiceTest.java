package naru.proxy.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.proxy.acme.AcmeFailure.Kind;
import naru.proxy.acme.AcmeServer.Window;
import naru.proxy.acme.AcmeSettings.Challenge;
import naru.proxy.certificate.Pem;
import naru.proxy.table.RoutingTable;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Against a directory in memory, whose time passes when the test says so. */
class AcmeServiceTest {
    private static final AcmeSettings SETTINGS =
            new AcmeSettings(
                    URI.create("https://acme.test/directory"),
                    "admin@shop.test",
                    true,
                    Challenge.HTTP_01,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    @TempDir Path temporary;

    private final FakeAcmeServer.Time clock = new FakeAcmeServer.Time();
    private FakeAcmeServer server;
    private AcmeService service;
    private Path folder;

    @BeforeEach
    void open() throws Exception {
        server = new FakeAcmeServer(clock, token -> service.answers().get(token));
        folder = temporary.resolve("acme");
        restart();
    }

    /** As a daemon that starts. */
    private void restart() throws IOException {
        service =
                new AcmeService(
                        Optional.of(SETTINGS),
                        folder,
                        () -> service.served(service.answers()),
                        ignored -> server,
                        clock,
                        time -> clock.now = clock.now.plus(time));
    }

    private void want(RoutingTable table) {
        service.want(table, new TreeSet<>());
    }

    private void after(Duration time) {
        clock.now = clock.now.plus(time);
        service.step();
    }

    private List<Pem> certificates() throws Exception {
        var found = new java.util.ArrayList<Pem>();
        try (var files = Files.newDirectoryStream(folder.resolve("certificates"), "*.pem")) {
            for (var file : files) {
                found.add(Pem.parse(Files.readString(file)));
            }
        }
        return found;
    }

    @Test
    void issuesOneCertificateForARoute() throws Exception {
        want(Tables.acme("shop.test,www.shop.test"));

        service.step();

        assertThat(certificates()).hasSize(1);
        assertThat(certificates().getFirst().hosts()).containsExactly("shop.test", "www.shop.test");
        assertThat(service.answers()).isEmpty();
        assertThat(service.problems()).isEmpty();
        assertThat(server.emails).containsExactly("admin@shop.test");
    }

    @Test
    void registersOneAccountForADirectory() throws Exception {
        want(Tables.acme("a.test"));
        service.step();
        want(Tables.acme("b.test"));
        service.step();
        restart();
        want(Tables.acme("c.test"));
        service.step();

        assertThat(server.emails).hasSize(1);
        assertThat(certificates()).hasSize(3);
    }

    @Test
    void renewsAtAThirdOfTheLifetime() throws Exception {
        want(Tables.acme("shop.test"));
        service.step();
        var first = certificates().getFirst();

        after(Duration.ofDays(57));
        assertThat(server.orders()).isEqualTo(1);
        after(Duration.ofDays(4));

        assertThat(server.orders()).isEqualTo(2);
        assertThat(server.replaced).isEqualTo(1);
        var second = certificates().getFirst();
        assertThat(second.leaf().getNotAfter()).isAfter(first.leaf().getNotAfter());
        assertThat(second.key()).isNotEqualTo(first.key());
    }

    @Test
    void followsTheTimesOfTheDirectory() throws Exception {
        want(Tables.acme("shop.test"));
        service.step();
        var start = clock.now.plus(Duration.ofDays(10));
        server.window = Optional.of(new Window(start, start.plus(Duration.ofDays(1))));
        after(Duration.ofHours(7));
        assertThat(server.orders()).isEqualTo(1);
        assertThat(service.orders().getFirst().next())
                .isBetween(start, start.plus(Duration.ofDays(1)));

        after(Duration.ofDays(11));

        assertThat(server.orders()).isEqualTo(2);
    }

    @Test
    void waitsLongerAfterEachFailure() throws Exception {
        server.refusal = new AcmeFailure(Kind.NEW_ORDER, "no such domain");
        want(Tables.acme("shop.test"));
        service.step();
        int calls = server.calls;
        after(Duration.ofMinutes(3));
        assertThat(server.calls).isEqualTo(calls);
        after(Duration.ofMinutes(4));
        assertThat(server.calls).isGreaterThan(calls);
        calls = server.calls;
        after(Duration.ofMinutes(10));
        assertThat(server.calls).isEqualTo(calls);

        assertThat(service.problems()).hasSize(1);
        assertThat(service.problems().getFirst().text())
                .contains("it has no certificate yet: no such domain");
        assertThat(service.problems().getFirst().workload()).isEqualTo("web");
    }

    @Test
    void triesAgainOnRequest() throws Exception {
        server.refusal = new AcmeFailure(Kind.NEW_ORDER, "no such domain");
        want(Tables.acme("shop.test"));
        service.step();
        int calls = server.calls;
        service.step();
        assertThat(server.calls).isEqualTo(calls);
        server.refusal = null;
        service.retry();
        service.step();

        assertThat(certificates()).hasSize(1);
    }

    @Test
    void waitsForTheDirectoryInSpiteOfRequests() throws Exception {
        var until = clock.now.plus(Duration.ofHours(30));
        server.refusal = new AcmeFailure(Kind.RATE_LIMIT, "too many", Optional.of(until));
        want(Tables.acme("shop.test"));
        service.step();
        int calls = server.calls;
        service.retry();
        service.step();

        assertThat(server.calls).isEqualTo(calls);
    }

    @Test
    void makesFewAttemptsInADay() throws Exception {
        server.refusal = new AcmeFailure(Kind.NEW_ORDER, "no such domain");
        want(Tables.acme("shop.test"));
        service.step();
        int before = server.calls;
        for (int i = 0; i < 24 * 60; i++) {
            if (i % 10 == 0) {
                restart(); // a daemon that keeps crashing
                want(Tables.acme("shop.test"));
            }
            after(Duration.ofMinutes(1));
        }
        assertThat(server.calls - before).isBetween(3, 8);
    }

    @Test
    void honoursRetryAfterForAllOrders() throws Exception {
        var until = clock.now.plus(Duration.ofHours(30));
        server.refusal = new AcmeFailure(Kind.RATE_LIMIT, "too many", Optional.of(until));
        want(Tables.acme("shop.test"));
        service.step();
        server.refusal = null;
        int calls = server.calls;
        want(Tables.acme("other.test"));
        after(Duration.ofHours(29));
        restart();
        want(Tables.acme("other.test"));
        service.step();
        assertThat(server.calls).isEqualTo(calls);

        after(Duration.ofHours(2));

        assertThat(certificates()).hasSize(1);
    }

    /** For every call to the directory: before it and after it. */
    @Test
    void continuesWhereItWasKilled() throws Exception {
        want(Tables.acme("shop.test,www.shop.test"));
        service.step();
        int calls = server.calls;
        assertThat(calls).isGreaterThan(7);
        for (int i = 1; i <= calls; i++) {
            for (boolean before : new boolean[] {true, false}) {
                folder = temporary.resolve("killed-" + i + "-" + before);
                restart();
                server = new FakeAcmeServer(clock, token -> service.answers().get(token));
                server.killAt = i;
                server.killsBefore = before;
                want(Tables.acme("shop.test,www.shop.test"));
                assertThatThrownBy(service::step).isInstanceOf(FakeAcmeServer.Killed.class);

                restart();
                want(Tables.acme("shop.test,www.shop.test"));
                service.step();

                assertThat(certificates()).as("call %d, before: %s", i, before).hasSize(1);
                assertThat(service.answers()).isEmpty();
                assertThat(server.orders())
                        .as("call %d, before: %s", i, before)
                        .isLessThanOrEqualTo(i == 2 && !before ? 2 : 1);
            }
        }
    }

    /** An answer must not vanish while the directory validates it. */
    @Test
    void keepsAnswersOverAKill() throws Exception {
        server.killAt = 4; // the first trigger
        want(Tables.acme("shop.test"));
        assertThatThrownBy(service::step).isInstanceOf(FakeAcmeServer.Killed.class);
        var board = folder.resolve("challenges");
        var text = Files.readString(board);

        assertThat(text).contains("token-shop.test=answer-shop.test");
    }

    @Test
    void beginsAgainAfterAnInvalidOrder() throws Exception {
        server = new FakeAcmeServer(clock, ignored -> "wrong");
        want(Tables.acme("shop.test"));
        service.step();
        assertThat(service.problems().getFirst().text()).contains("the answer is missing");
        assertThat(service.answers()).isEmpty();

        server = new FakeAcmeServer(clock, token -> service.answers().get(token));
        restart();
        want(Tables.acme("shop.test"));
        after(Duration.ofMinutes(10));

        assertThat(certificates()).hasSize(1);
        assertThat(service.problems()).isEmpty();
    }

    @Test
    void registersAgainIfTheAccountIsGone() throws Exception {
        want(Tables.acme("a.test"));
        service.step();
        server.hasLostAccounts = true;
        want(Tables.acme("b.test"));

        service.step();

        assertThat(server.emails).hasSize(2);
        assertThat(certificates()).hasSize(2);
    }

    @Test
    void reportsLateRenewals() throws Exception {
        want(Tables.acme("shop.test"));
        service.step();
        server.refusal = new AcmeFailure(Kind.SAME_ORDER, "connection refused");
        after(Duration.ofDays(62));
        assertThat(service.problems()).isEmpty();
        assertThat(service.orders().getFirst().failures()).isEqualTo(1);

        after(Duration.ofDays(14));

        assertThat(service.problems().getFirst().text())
                .contains("is not renewed: connection refused");
    }

    @Test
    void keepsUnwantedCertificatesUntilTheyExpire() throws Exception {
        want(Tables.acme("shop.test"));
        service.step();
        want(Tables.of("naru.proxy.host=other.test"));
        after(Duration.ofDays(80));
        assertThat(certificates()).hasSize(1);
        assertThat(server.orders()).isEqualTo(1);

        after(Duration.ofDays(11));

        assertThat(certificates()).isEmpty();
    }

    @Test
    void keepsFilesForRootAlone() throws Exception {
        want(Tables.acme("shop.test"));
        service.step();

        try (var all = Files.walk(folder)) {
            assertThat(all.toList())
                    .hasSizeGreaterThan(6)
                    .allSatisfy(path ->
                            assertThat(
                                            PosixFilePermissions.toString(
                                                    Files.getPosixFilePermissions(path)))
                                    .as(path.toString())
                                    .isEqualTo(
                                            Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void sleepsUntilTheNextRenewal() throws Exception {
        want(Tables.acme("shop.test"));

        var next = service.step();

        assertThat(next).isAfter(clock.now).isBefore(clock.now.plus(Duration.ofHours(2)));
        assertThat(service.orders().getFirst().next())
                .isBetween(
                        Instant.parse("2027-01-28T00:00:00Z"),
                        Instant.parse("2027-01-31T00:00:00Z"));
    }
}
