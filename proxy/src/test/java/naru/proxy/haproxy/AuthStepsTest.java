package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Passwords, authentication servers and error pages. */
class AuthStepsTest {
    private static final String BCRYPT =
            "$2y$10$abcdefghijklmnopqrstuuj7m4XYqbm74SxoBcXyw8to0CQ061DVG";

    @TempDir private Path folder;

    /** The password is pw; by openssl passwd, and by htpasswd for bcrypt and SHA. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$apr1$abcdefgh$5VEbMkemELfbhC5ck.U.z1",
                "{SHA}GpHWL3ymc5liWkNopqtdSjuqYHM=",
                BCRYPT,
                "$6$abcdefgh$KQeXafAQAaOoKTevphVU215RvJdgzyfASRasIOuh12hO8u0r1bGW92ZnTmC9IjsiQ8VPiTXBiZF49dFL1U4wX/",
                "$1$abcdefgh$IQtUouv7y7Q9dRWkQEPCc.",
            })
    void verifiesPasswords(String hash) throws Exception {
        try (var proxy =
                proxy("basicauth.users=eve:$1$x$y,alice:" + hash + "\nbasicauth.realm=a \"b\"")) {
            assertThat(proxy.get("shop.test/", basic("alice", "pw")).body()).isEqualTo("web");
            assertThat(proxy.get("shop.test/", basic("alice", "pw")).body()).isEqualTo("web");
            assertThat(proxy.get("shop.test/", basic("alice", "px")).status()).isEqualTo(401);
            assertThat(proxy.get("shop.test/", basic("eve", "pw")).status()).isEqualTo(401);
            assertThat(proxy.get("shop.test/", basic("bob", "pw")).status()).isEqualTo(401);
            assertThat(proxy.get("shop.test/", "Authorization: Bearer x").status()).isEqualTo(401);
            var refused = proxy.get("shop.test/");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.value("www-authenticate")).contains("Basic realm=\"a \\\"b\\\"\"");
            assertThat(proxy.member("web").received()).hasSize(2);
        }
    }

    @Test
    void passesUserOn() throws Exception {
        try (var proxy =
                proxy(
                        "basicauth.users=alice:"
                                + BCRYPT
                                + "\nbasicauth.headerfield=X-User\nbasicauth.removeheader=true")) {
            proxy.get("shop.test/", basic("alice", "pw"), "X-User: root");

            var received = proxy.member("web").received().getFirst();
            assertThat(received.values("x-user")).containsExactly("alice");
            assertThat(received.value("authorization")).isEmpty();
        }
    }

    @Test
    void keepsVerifiedCredentials() throws Exception {
        try (var proxy = proxy("basicauth.users=alice:" + BCRYPT)) {
            assertThat(proxy.get("shop.test/", basic("alice", "pw")).status()).isEqualTo(200);
            proxy.stopPasswords();

            assertThat(proxy.get("shop.test/", basic("alice", "pw")).status()).isEqualTo(200);
            assertThat(proxy.get("shop.test/", basic("alice", "px")).status()).isEqualTo(503);
        }
    }

    @Test
    void asksAuthenticationServer() throws Exception {
        try (var auth =
                        TestMember.start(
                                "auth",
                                request ->
                                        request.value("cookie").isPresent()
                                                ? TestMember.response(
                                                        "200 OK", "", "Remote-User: alice", "X: y")
                                                : TestMember.response(
                                                        "302 Found",
                                                        "sign in",
                                                        "Location: https://auth.test/?rd=x",
                                                        "Set-Cookie: a=1",
                                                        "Set-Cookie: b=2"));
                var proxy =
                        proxy(
                                "forwardauth.address=http://127.0.0.1:"
                                        + auth.port()
                                        + "/api/verify?rd=x\n"
                                        + "forwardauth.authresponseheaders=Remote-User")) {
            var refused = proxy.get("shop.test/a?b=c", "X-Forwarded-Uri: /forged");
            assertThat(refused.status()).isEqualTo(302);
            assertThat(refused.value("location")).contains("https://auth.test/?rd=x");
            assertThat(refused.values("set-cookie")).containsExactlyInAnyOrder("a=1", "b=2");
            assertThat(refused.body()).isEqualTo("sign in");
            var asked = auth.received().getFirst();
            assertThat(asked.first()).isEqualTo("GET /api/verify?rd=x HTTP/1.1");
            assertThat(asked.value("host")).contains("127.0.0.1:" + auth.port());
            assertThat(asked.values("x-forwarded-uri")).containsExactly("/a?b=c");
            assertThat(asked.value("x-forwarded-method")).contains("GET");
            assertThat(asked.value("x-forwarded-host")).contains("shop.test");
            assertThat(asked.value("x-naru-backend")).isEmpty();

            var permitted =
                    proxy.request("POST", "shop.test/", "body", "Cookie: a=1", "Remote-User: root");
            assertThat(permitted.body()).isEqualTo("web");
            var received = proxy.member("web").received().getFirst();
            assertThat(received.values("remote-user")).containsExactly("alice");
            assertThat(received.body()).isEqualTo("body");
            assertThat(received.value("x")).isEmpty();
        }
    }

    @Test
    void refusesWithoutAuthenticationServer() throws Exception {
        var auth = TestMember.start("auth", request -> "");
        auth.close();
        try (var proxy = proxy("forwardauth.address=http://127.0.0.1:" + auth.port() + "/")) {
            assertThat(proxy.get("shop.test/").status()).isEqualTo(503);
            assertThat(proxy.member("web").received()).isEmpty();
        }
    }

    @Test
    void showsErrorPages() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container(
                                "web",
                                Labels.traefik(
                                        """
                                        errors.status=404,500-599
                                        errors.service=pages
                                        errors.query=/{status}.html?u={url}
                                        """),
                                request ->
                                        TestMember.response(request.target().substring(1), "old"))
                        .container(
                                "pages",
                                """
                                traefik.enable=true
                                traefik.http.routers.pages.rule=Host(`pages.test`)
                                traefik.http.services.pages.loadbalancer.server.port=80
                                """,
                                request ->
                                        TestMember.response(
                                                "200 OK", "page", "Content-Type: text/html"))
                        .start()) {
            var answer = proxy.get("shop.test/503");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("page");
            assertThat(answer.value("content-type")).contains("text/html");
            assertThat(proxy.member("pages").received().getFirst().target())
                    .isEqualTo("/503.html?u=http%3A%2F%2Fshop.test%2F503");
            assertThat(proxy.get("shop.test/404").body()).isEqualTo("page");
            assertThat(proxy.get("shop.test/403").body()).isEqualTo("old");
        }
    }

    /** Passwords are verified by a process of their own. */
    @Test
    void servesOthersWhilePasswordsAreVerified() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        ProcessHandle verifier;
        try (var pool = Executors.newCachedThreadPool();
                var proxy =
                        TestProxy.in(folder)
                                .confined()
                                .container("web", Labels.traefik("basicauth.users=alice:" + BCRYPT))
                                .container("open", "naru.proxy.host=open.test")
                                .start()) {
            assertThat(proxy.get("shop.test/", basic("alice", "pw")).body()).isEqualTo("web");
            verifier = worker(Passwords.FILE);
            assertThat(ids(verifier)).isEqualTo(List.of("Uid: 65534", "Gid: 65534", "Groups:"));
            assertThat(ids(worker("haproxy.cfg")))
                    .isEqualTo(List.of("Uid: 65534", "Gid: 65534", "Groups:"));
            var logins = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 20; i++) {
                var wrong = basic("alice", "wrong" + i);
                logins.add(pool.submit(() -> proxy.get("shop.test/", wrong).status()));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(proxy.get("open.test/").body()).isEqualTo("open");
            }
            assertThat(logins).anyMatch(login -> !login.isDone());
            for (var login : logins) {
                assertThat(login.get()).isEqualTo(401);
            }
        }
        verifier.onExit().get(10, TimeUnit.SECONDS);
    }

    /** The real user and group of a process, and its further groups; proc(5). */
    private static List<String> ids(ProcessHandle process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.matches("(Uid|Gid|Groups):.*"))
                .map(line -> line.replaceAll("(?<=:)\\s+(\\d+)?.*", " $1").strip())
                .toList();
    }

    /** The process below the master that reads a file. */
    private ProcessHandle worker(String file) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> reads(process, file))
                .filter(process -> process.parent().filter(p -> reads(p, file)).isPresent())
                .findFirst()
                .orElseThrow();
    }

    private boolean reads(ProcessHandle process, String file) {
        return process.info().commandLine().orElse("").contains(folder.resolve(file).toString());
    }

    private TestProxy proxy(String settings) throws Exception {
        return TestProxy.in(folder).container("web", Labels.traefik(settings)).start();
    }

    private static String basic(String user, String password) {
        var text = user + ":" + password;
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
