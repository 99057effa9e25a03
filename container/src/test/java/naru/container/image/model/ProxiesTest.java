package naru.container.image.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.Map;

class ProxiesTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "HTTP_PROXY", "http://plain.test:3128",
                    "https_proxy", "tls.test:8080",
                    "HTTPS_PROXY", "http://other.test",
                    "NO_PROXY", "inside.test, .deep.test,10.0.0.7,odd.test:5000");

    private static String proxy(String target) {
        var proxy = Proxies.of(ENVIRONMENT).forTarget(URI.create(target));
        return proxy == null ? "none" : proxy.toString();
    }

    @Test
    void readsTheEnvironmentAsGoDoes() {
        assertThat(proxy("http://a.test/v2/")).isEqualTo("http://plain.test:3128");
        assertThat(proxy("https://a.test/v2/")).isEqualTo("http://tls.test:8080");
        assertThat(Proxies.of(Map.of())).isEqualTo(Proxies.NONE);
    }

    @Test
    void goesStraightToWhatIsExcepted() {
        assertThat(proxy("https://inside.test/")).isEqualTo("none");
        assertThat(proxy("https://sub.inside.test/")).isEqualTo("none");
        assertThat(proxy("https://sub.deep.test/")).isEqualTo("none");
        assertThat(proxy("https://10.0.0.7:5000/")).isEqualTo("none");
        assertThat(proxy("https://odd.test:5000/")).isEqualTo("none");
        assertThat(proxy("https://odd.test/")).isNotEqualTo("none");
        assertThat(proxy("https://notinside.test/")).isNotEqualTo("none");
        assertThat(proxy("https://deep.test/")).isNotEqualTo("none");
    }

    @Test
    void goesStraightToThisHost() {
        assertThat(proxy("http://127.0.0.1:5000/")).isEqualTo("none");
        assertThat(proxy("http://localhost:5000/")).isEqualTo("none");
        assertThat(proxy("http://[::1]:5000/")).isEqualTo("none");
    }

    @Test
    void refusesWhatIsNoProxy() {
        assertThatThrownBy(() -> Proxies.address("socks5://a.test"))
                .hasMessage("invalid proxy address \"socks5://a.test\"");
    }
}
