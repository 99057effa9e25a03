package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Requests on their way to a member, without middlewares. */
class ForwardingTest {
    @TempDir private Path folder;

    @Test
    void spreadsRequestsOverMembers() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container("a", "naru.proxy.shop.host=shop.test")
                        .container("b", "naru.proxy.shop.host=shop.test")
                        .start()) {
            var bodies = List.of(proxy.get("shop.test/").body(), proxy.get("shop.test/").body());

            assertThat(bodies).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void passesClientAddressOn() throws Exception {
        try (var proxy =
                TestProxy.in(folder).container("web", "naru.proxy.host=shop.test").start()) {
            proxy.get("shop.test/x?y");

            var received = proxy.member("web").received().getFirst();
            assertThat(received.target()).isEqualTo("/x?y");
            assertThat(received.value("host")).contains("shop.test");
            assertThat(received.values("x-forwarded-for")).containsExactly("192.0.2.9");
            assertThat(received.value("x-forwarded-proto")).contains("http");
            assertThat(received.value("x-forwarded-host")).contains("shop.test");
            assertThat(received.value("x-real-ip")).contains("192.0.2.9");
        }
    }

    /** Trap 10: clients may have sent fields that the proxy appends to. */
    @Test
    void dropsForwardedFieldsOfUntrustedClients() throws Exception {
        try (var proxy =
                TestProxy.in(folder).container("web", "naru.proxy.host=shop.test").start()) {
            proxy.get(
                    "shop.test/",
                    "X-Forwarded-For: 10.0.0.1",
                    "X-Forwarded-Proto: https",
                    "X_Forwarded_For: 10.0.0.1",
                    "X-Forwarded-Prefix: /admin",
                    "Forwarded: for=10.0.0.1",
                    "X-Real-IP: 10.0.0.1");

            var received = proxy.member("web").received().getFirst();
            assertThat(received.fields()).noneMatch(field -> field.contains("10.0.0.1"));
            assertThat(received.value("x-forwarded-proto")).contains("http");
            assertThat(received.value("x-forwarded-prefix")).isEmpty();
        }
    }

    @Test
    void keepsForwardedFieldsOfTrustedClients() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .trust("192.0.2.0/24")
                        .container("web", "naru.proxy.host=shop.test")
                        .start()) {
            proxy.get("shop.test/", "X-Forwarded-For: 10.0.0.1", "X-Forwarded-Proto: https");

            var received = proxy.member("web").received().getFirst();
            assertThat(received.values("x-forwarded-for")).containsExactly("10.0.0.1", "192.0.2.9");
            assertThat(received.value("x-forwarded-proto")).contains("https");
        }
    }

    @Test
    void reportsUnknownHosts() throws Exception {
        try (var proxy =
                TestProxy.in(folder).container("web", "naru.proxy.host=shop.test").start()) {
            var answer = proxy.get("other.test/x");

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("404: no route leads other.test/x anywhere\n");
        }
    }

    @Test
    void retriesAtAnotherMember() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .dead("a", "naru.proxy.shop.host=shop.test")
                        .container("b", "naru.proxy.shop.host=shop.test")
                        .start()) {
            for (int i = 0; i < 4; i++) {
                assertThat(proxy.request("POST", "shop.test/", "x").body()).isEqualTo("b");
            }
        }
    }

    @Test
    void repeatsRequestsThatAreSafe() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container("a", "naru.proxy.shop.host=shop.test", request -> "")
                        .container("b", "naru.proxy.shop.host=shop.test")
                        .start()) {
            for (int i = 0; i < 4; i++) {
                assertThat(proxy.get("shop.test/").body()).isEqualTo("b");
            }
        }
    }

    @Test
    void repeatsNoPost() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container("a", "naru.proxy.shop.host=shop.test", request -> "")
                        .start()) {
            assertThat(proxy.request("POST", "shop.test/", "x").status()).isEqualTo(502);
            assertThat(proxy.member("a").received()).hasSize(1);
        }
    }

    @Test
    void keepsServersOutOfTheStructure() throws Exception {
        try (var proxy =
                TestProxy.in(folder).container("web", "naru.proxy.host=shop.test").start()) {
            var configuration = proxy.configuration();

            assertThat(configuration.text()).contains("server web 127.0.0.1:");
            assertThat(configuration.structure()).doesNotContain("server web 127.0.0.1:");
            assertThat(configuration.backends()).containsOnlyKeys("shop:web-shop");
        }
    }

    @Test
    void keepsRulesOfAHostApartFromOtherHosts() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container("web", "naru.proxy.rule=Host(`other`) && Method(`POST`)")
                        .start()) {
            assertThat(proxy.request("POST", "other/", "x").status()).isEqualTo(200);
            assertThat(proxy.request("POST", "unknown.test/", "x").status()).isEqualTo(404);
        }
    }
}
