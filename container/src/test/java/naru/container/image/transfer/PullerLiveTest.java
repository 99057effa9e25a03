package naru.container.image.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import naru.container.image.format.ImageRecord;
import naru.container.image.format.MalformedImageException;
import naru.container.image.format.Reference;
import naru.container.image.model.Proxies;
import naru.container.image.model.RegistryAuth;
import naru.container.image.model.RegistrySettings;
import naru.container.image.registry.FakeRegistry;
import naru.container.image.registry.RegistryTls;
import naru.container.image.store.ImageStore;
import naru.network.journal.Journal;
import naru.network.model.NaruException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

class PullerLiveTest {
    private static final RegistryAuth NOBODY = null;

    @TempDir private Path folder;
    private final List<String> lines = new ArrayList<>();
    private Journal journal;
    private ImageStore store;

    @BeforeEach
    void open() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        journal = Journal.open(folder.resolve("journal"));
        store = new ImageStore(folder.resolve("data"), journal, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        if (journal != null) {
            journal.close();
        }
    }

    private ImageRecord pull(FakeRegistry registry, RegistryAuth auth) throws Exception {
        return new Puller(store, RegistrySettings.STANDARD)
                .pull(registry.image(), null, auth, report -> lines.add(report.status()))
                .image();
    }

    /** What is on disk of images, but the folders that all share. */
    private List<String> leftovers() throws IOException {
        try (var files = Files.walk(folder.resolve("data"))) {
            return files.map(file -> folder.resolve("data").relativize(file).toString())
                    .filter(name ->
                            !Set.of(
                                            "",
                                            "blobs",
                                            "blobs/sha256",
                                            "blobs/incoming",
                                            "l",
                                            "l/incoming")
                                    .contains(name))
                    .toList();
        }
    }

    @Test
    void goesOnWhereABrokenConnectionEnded() throws Exception {
        try (var registry = FakeRegistry.start()) {
            registry.breaksOnce = true;

            var image = pull(registry, NOBODY);

            assertThat(registry.requests)
                    .anyMatch(request -> request.matches(".*/blobs/.* bytes=[1-9]\\d+-"));
            assertThat(lines).contains("Retrying in 1 seconds", "Pull complete");
            Path layer = store.layers().folders(image.diffIds()).getFirst();
            assertThat(Files.size(layer.resolve("two"))).isEqualTo(1 << 20);
            assertThat(image.names())
                    .anyMatch(name -> name.endsWith("/team/box@" + registry.manifest));
        }
    }

    @Test
    void keepsNothingOfALayerWithOtherBytes() throws Exception {
        try (var registry = FakeRegistry.start()) {
            registry.spoil(registry.layer);

            assertThatThrownBy(() -> pull(registry, NOBODY))
                    .isInstanceOfAny(MalformedImageException.class, IOException.class);

            assertThat(store.all()).isEmpty();
            assertThat(leftovers()).isEmpty();
        }
    }

    @Test
    void leavesNothingWhenItIsInterrupted() throws Exception {
        try (var registry = FakeRegistry.start()) {
            registry.stalls = true;
            var failure = new AtomicReference<Exception>();
            var client =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    pull(registry, NOBODY);
                                } catch (Exception expected) {
                                    failure.set(expected);
                                }
                            });
            registry.awaitStall();
            client.interrupt();
            client.join(10_000);

            assertThat(client.isAlive()).isFalse();
            assertThat(failure.get()).isNotNull();
            assertThat(leftovers()).isEmpty();
        }
    }

    /** The stand-in plays the proxy: nobody else could know that name. */
    @Test
    void goesByAProxyWhereOneIsNamed() throws Exception {
        try (var registry = FakeRegistry.start()) {
            registry.isProxyWithPassword = true;
            var here = "http://user:pass@" + registry.address();
            var proxies = Proxies.of(Map.of("http_proxy", here));
            var insecure = Set.of("registry.invalid:5000");
            var settings = new RegistrySettings(insecure, List.of(), List.of(), proxies);

            new Puller(store, settings)
                    .pull(
                            Reference.parse("registry.invalid:5000/team/box:1"),
                            null,
                            NOBODY,
                            report -> lines.add(report.status()));

            assertThat(store.all().getFirst().tags())
                    .containsExactly("registry.invalid:5000/team/box:1");
            assertThat(lines).contains("Pull complete");
        }
    }

    @Test
    void showsAPasswordWhereTheRegistrySaysSo() throws Exception {
        try (var registry = FakeRegistry.start()) {
            registry.wantsToken = true;

            assertThatThrownBy(() -> pull(registry, NOBODY))
                    .isInstanceOf(NaruException.HostFailure.class)
                    .hasMessageContaining("/team/box/manifests/1\": unauthorized: who are you?");
            pull(registry, new RegistryAuth("user", "pass", null, null, null));

            assertThat(store.all()).hasSize(1);
        }
    }

    @Test
    void showsWhatALoginGaveInsteadOfAPassword() throws Exception {
        try (var registry = FakeRegistry.start()) {
            registry.wantsToken = true;

            pull(registry, new RegistryAuth(null, null, null, "lasting", null));

            assertThat(store.all()).hasSize(1);
            var old = new RegistryAuth(null, null, null, "of last year", null);
            assertThatThrownBy(() -> pull(registry, old))
                    .hasMessageEndingWith("unauthorized: who are you?");
        }
    }

    @Test
    void trustsTheAuthoritiesOfTheRegistrysFolder() throws Exception {
        Path keys = folder.resolve("keys.p12");
        Path certs = Files.createDirectories(folder.resolve("certs"));
        keytool("-genkeypair", "-keystore", keys, "-keyalg", "EC", "-dname", "CN=localhost");
        keytool("-exportcert", "-rfc", "-keystore", keys, "-file", folder.resolve("ca.crt"));
        var server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        try (var registry = new FakeRegistry(server)) {
            var settings = new RegistrySettings(Set.of(), List.of(), List.of(certs), Proxies.NONE);
            String host = "localhost.localdomain:" + server.getAddress().getPort();
            Path own = Files.createDirectories(certs.resolve(host));
            Files.copy(folder.resolve("ca.crt"), own.resolve("ca.crt"));

            var tls = RegistryTls.checked(settings.certificates(), host);
            var unknown = RegistryTls.checked(List.of(), host);

            assertThat(connects(tls, server)).isTrue();
            assertThat(connects(unknown, server)).isFalse();
            pull(registry, NOBODY); // by 127.0.0.1, where no certificate is checked
        }
    }

    private static boolean connects(SSLContext tls, HttpsServer server) throws IOException {
        try (var socket =
                (javax.net.ssl.SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(
                                        server.getAddress().getAddress(),
                                        server.getAddress().getPort())) {
            socket.startHandshake();
            return true;
        } catch (javax.net.ssl.SSLHandshakeException refused) {
            return false;
        }
    }

    private static void keytool(Object... words) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (Object word : words) {
            command.add(word.toString());
        }
        command.addAll(List.of("-alias", "registry", "-storepass", "secret"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static SSLContext context(Path keys) throws Exception {
        var store = KeyStore.getInstance(keys.toFile(), "secret".toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, "secret".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void sweepsAwayWhatADeathLeft() throws Exception {
        try (var registry = FakeRegistry.start()) {
            pull(registry, NOBODY);
            var whole = leftovers();
            Files.writeString(folder.resolve("data/blobs/incoming/blob1"), "half");
            Files.writeString(folder.resolve("data/blobs/sha256/" + "0".repeat(64)), "orphan");
            Files.createDirectories(folder.resolve("data/l/incoming/layer1/bin"));
            Files.createDirectories(folder.resolve("data/l/0123456789abcdef/bin"));

            store = new ImageStore(folder.resolve("data"), journal, Clock.systemUTC());

            assertThat(leftovers()).containsExactlyInAnyOrderElementsOf(whole);
        }
    }
}
