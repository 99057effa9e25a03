package naru.container.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.image.model.RegistryAuth;
import naru.container.image.model.RegistrySettings;

import org.junit.jupiter.api.Test;

class LoginTest {
    private final Login login = new Login(RegistrySettings.STANDARD);

    private static RegistryAuth auth(String password, String address) {
        return new RegistryAuth("user", password, address, null, null);
    }

    /** Where tokens are given, the answer is what the user may show from now on. */
    @Test
    void tradesAPasswordForSomethingThatLasts() throws Exception {
        try (var registry = FakeRegistry.start()) {
            registry.wantsToken = true;

            assertThat(login.check(auth("pass", registry.address()))).isEqualTo("lasting");

            assertThat(registry.requests).containsSubsequence("/v2/", "/token", "/v2/");
        }
    }

    @Test
    void saysWhatWhoGivesTokensSays() throws Exception {
        try (var registry = FakeRegistry.start()) {
            registry.wantsToken = true;

            assertThatThrownBy(() -> login.check(auth("wrong", registry.address())))
                    .isInstanceOfSatisfying(
                            LoginRefused.class,
                            refused -> assertThat(refused.status()).isEqualTo(401))
                    .hasMessage(
                            "Get \"http://"
                                    + registry.address()
                                    + "/v2/\": unauthorized: who are you?");
        }
    }

    @Test
    void asksNothingOfARegistryThatIsOpen() throws Exception {
        try (var registry = FakeRegistry.start()) {
            assertThat(login.check(auth("any", registry.address()))).isEmpty();
        }
    }

    @Test
    void knowsTheHostOfAnAddress() {
        assertThat(Login.host("https://127.0.0.1:5000/v1/")).isEqualTo("127.0.0.1:5000");
        assertThat(Login.host("127.0.0.1:5000")).isEqualTo("127.0.0.1:5000");
        for (String hub : new String[] {"", "docker.io", "https://index.docker.io/v1/"}) {
            assertThat(Login.host(hub)).isEqualTo(Login.host(null));
        }
    }
}
