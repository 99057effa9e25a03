package naru.proxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.proxy.certificate.CertificateFolder;
import naru.proxy.certificate.Pem;
import naru.proxy.certificate.SelfSigned;
import naru.proxy.haproxy.tls.CertificateEntry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** With a real HAProxy; trap 4 is that of the notes on its runtime API. */
class CertificateSyncTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir Path folder;

    private TestFront front;
    private CertificateCommands commands;

    @BeforeEach
    void start() throws Exception {
        front = new TestFront(folder);
        commands = new CertificateCommands(front.files.adminSocket());
        Files.createDirectories(folder.resolve("certificates"));
        front.certificates = List.of(entry("fallback", "fallback.invalid"));
        front.settle();
    }

    @AfterEach
    void stop() {
        front.close();
    }

    private static String pem(String host) throws Exception {
        return SelfSigned.pem(List.of(host), Instant.now(), Duration.ofDays(9), RANDOM);
    }

    private CertificateEntry entry(String name, String host) throws Exception {
        return entry(name, host, pem(host));
    }

    private CertificateEntry entry(String name, String host, String pem) throws IOException {
        var file = folder.resolve("certificates").resolve(name + ".pem");
        Files.writeString(file, pem);
        return new CertificateEntry(file, Set.of(host), pem.length() > 14_000);
    }

    /** Replaces all but the one for other names. */
    private void want(CertificateEntry... entries) {
        var all = new ArrayList<>(List.of(front.certificates.getFirst()));
        Collections.addAll(all, entries);
        front.certificates = all;
    }

    private String served(String host) throws Exception {
        return TlsPeer.digest(front.securePort, host);
    }

    private static String digest(CertificateEntry entry) throws Exception {
        return TlsPeer.digest(Pem.parse(Files.readString(entry.file())).leaf());
    }

    @Test
    void addsReplacesAndRemovesWithoutReload() throws Exception {
        var first = entry("a1", "a.test");
        var other = entry("b", "b.test");
        want(first, other);
        front.settle();
        assertThat(served("a.test")).isEqualTo(digest(first));
        assertThat(served("b.test")).isEqualTo(digest(other));

        var renewed = entry("a2", "a.test");
        want(renewed, other);
        front.settle();
        assertThat(served("a.test")).isEqualTo(digest(renewed));
        assertThat(first.file()).doesNotExist();

        want(other);
        front.settle();
        assertThat(served("a.test")).isEqualTo(digest(front.certificates.getFirst()));
        assertThat(commands.loaded().files()).hasSize(2);
        assertThat(front.runtime.reloads()).isZero();
    }

    @Test
    void changesNamesWithoutReload() throws Exception {
        var first = entry("a", "a.test");
        want(first);
        front.settle();

        want(new CertificateEntry(first.file(), Set.of("a.test", "*.c.test"), false));
        front.settle();

        assertThat(served("x.c.test")).isEqualTo(digest(first));
        assertThat(commands.list(folder.resolve("certificates.list"))).hasSize(2);
        assertThat(front.runtime.reloads()).isZero();
    }

    /** A name must have a certificate at each moment of a renewal. */
    @Test
    void servesTheNameDuringRenewals() throws Exception {
        var current = entry("a0", "a.test");
        want(current);
        front.settle();
        var fallback = digest(front.certificates.getFirst());
        for (int i = 1; i <= 20; i++) {
            want(entry("a" + i, "a.test"));
            var renewal =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    front.settle();
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            while (renewal.isAlive()) {
                assertThat(served("a.test")).isNotEqualTo(fallback);
            }
        }
        assertThat(served("a.test")).isEqualTo(digest(front.certificates.getLast()));
    }

    /** Trap 4: 2.6 puts a certificate into another one's transaction. */
    @Test
    void endsATransactionThatWasLeftOpen() throws Exception {
        var first = entry("a", "a.test");
        want(first);
        front.settle();
        var socket = new CommandSocket(front.files.adminSocket(), Duration.ofSeconds(5));
        assertThat(socket.ask("set ssl cert " + first.file() + " <<\n" + pem("evil.test")))
                .startsWith("Transaction created");

        var second = entry("b", "b.test");
        want(first, second);
        front.settle();

        assertThat(commands.loaded().transaction()).isEmpty();
        assertThat(served("a.test")).isEqualTo(digest(first));
        assertThat(served("b.test")).isEqualTo(digest(second));
    }

    /** Trap 4: the file in the answer must be the one that was meant. */
    @Test
    void refusesToUseAnotherTransaction() throws Exception {
        var first = entry("a", "a.test");
        want(first);
        front.settle();
        var socket = new CommandSocket(front.files.adminSocket(), Duration.ofSeconds(5));
        socket.ask("set ssl cert " + first.file() + " <<\n" + pem("evil.test"));
        var second = entry("b", "b.test");

        assertThatThrownBy(() -> commands.load(second.file(), Files.readString(second.file())))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("ransaction");

        assertThat(commands.loaded().transaction()).isEmpty();
        assertThat(served("a.test")).isEqualTo(digest(first));
    }

    @Test
    void correctsDifferencesWhenItCompares() throws Exception {
        var first = entry("a", "a.test");
        var second = entry("b", "b.test");
        want(first, second);
        front.settle();
        commands.load(first.file(), pem("a.test"));
        var list = folder.resolve("certificates.list");
        var line = commands.list(list).stream().filter(l -> l.is(second)).findFirst();
        commands.remove(list, line.orElseThrow());
        assertThat(served("a.test")).isNotEqualTo(digest(first));

        front.verify();

        assertThat(served("a.test")).isEqualTo(digest(first));
        assertThat(served("b.test")).isEqualTo(digest(second));
        assertThat(front.runtime.reloads()).isZero();
    }

    @Test
    void leavesOutWhatHaproxyRefuses() throws Exception {
        var good = entry("good", "good.test");
        var bad = entry("bad", "bad.test", TlsPeer.weak("bad.test"));
        want(bad, good);

        var progress = front.settle();

        assertThat(progress.certificateProblems()).hasSize(1);
        assertThat(progress.certificateProblems().getFirst().key()).isEqualTo("bad.pem");
        assertThat(served("good.test")).isEqualTo(digest(good));
        assertThat(front.runtime.reloads()).isZero();
    }

    @Test
    void startsWithoutWhatHaproxyRefuses() throws Exception {
        front.close();
        var good = entry("good", "good.test");
        want(entry("bad", "bad.test", TlsPeer.weak("bad.test")), good);
        front.takeOver();

        var progress = front.settle();

        assertThat(progress.certificateProblems()).hasSize(1);
        assertThat(progress.problem()).isEmpty();
        assertThat(served("good.test")).isEqualTo(digest(good));
    }

    /** Trap 5: a long chain does not fit a command, and comes by a reload. */
    @Test
    void loadsLongChainsByReload() throws Exception {
        var hosts = new ArrayList<>(List.of("long.test"));
        for (int i = 0; i < 400; i++) {
            hosts.add("some.longer.name.%d.of.many.test".formatted(i));
        }
        var text = SelfSigned.pem(hosts, Instant.now(), Duration.ofDays(9), RANDOM);
        assertThat(text.length()).isGreaterThan(16_384);
        var entry = entry("long", "long.test", text);
        want(entry);
        front.settle();
        assertThat(served("long.test")).isEqualTo(digest(entry));
        assertThat(front.runtime.reloads()).isEqualTo(1);

        want(entry, entry("b", "b.test"));
        front.settle();

        assertThat(front.runtime.reloads()).isEqualTo(1);
    }

    @Test
    void keepsCertificatesOverReloadAndTakeOver() throws Exception {
        var first = entry("a", "a.test");
        want(first);
        front.settle();
        front.backendLines = "  balance leastconn\n";
        front.settle();
        assertThat(front.runtime.reloads()).isEqualTo(1);
        assertThat(served("a.test")).isEqualTo(digest(first));

        front.runtime.close();
        front.takeOver();
        var second = entry("b", "b.test");
        want(first, second);
        front.settle();

        assertThat(served("b.test")).isEqualTo(digest(second));
        assertThat(front.runtime.reloads()).isZero();
    }

    @Test
    void addsHundredsOfCertificatesInASecond() throws Exception {
        var source = folder.resolve("source");
        Files.createDirectories(source);
        for (int i = 0; i < 200; i++) {
            Files.writeString(source.resolve("c" + i + ".pem"), pem("c" + i + ".test"));
        }
        var certificates =
                new CertificateFolder(List.of(source), folder.resolve("certificates")).get();
        want(
                certificates.all().stream()
                        .map(found -> new CertificateEntry(found.file(), found.hosts(), false))
                        .toArray(CertificateEntry[]::new));
        long start = System.nanoTime();
        front.settle();
        long time = (System.nanoTime() - start) / 1_000_000;
        System.out.println("200 certificates were added in " + time + " ms");

        assertThat(served("c199.test")).isNotEqualTo(digest(front.certificates.getFirst()));
        assertThat(front.runtime.reloads()).isZero();
    }
}
