package naru.network.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.DriverOptions;
import naru.network.model.DriverOptions.VirtualShare;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.NaruException;
import naru.network.model.NetworkId;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class VirtualAliasesTest {
    private static final VirtualAliases REQUESTED =
            VirtualAliases.of(
                    Map.of(VirtualAliases.NAMES, "Web, api", VirtualAliases.STICKY, "api"));

    @Test
    void keepOrderInLowerCase() {
        assertThat(REQUESTED.names()).containsExactly("web", "api");
        assertThat(VirtualAliases.of(Map.of("x", "y"))).isEqualTo(VirtualAliases.NONE);
    }

    @Test
    void includeThoseOfTheEndpoint() {
        var share = read(Map.of(EndpointOptionReader.VIRTUAL, "STORE,other")).virtual();
        var aliases = List.of("WEB", "Store");

        assertThat(REQUESTED.among(aliases, share)).containsExactly("store", "web");
        assertThat(VirtualAliases.NONE.among(aliases, share)).containsExactly("store");
        assertThat(REQUESTED.among(aliases, VirtualShare.DEFAULT)).containsExactly("web");
    }

    @Test
    void areStickyByNetworkOrMember() {
        var sticky = endpoint(read(Map.of(EndpointOptionReader.STICKY, "web")));

        assertThat(REQUESTED.isSticky("api", List.of())).isTrue();
        assertThat(REQUESTED.isSticky("web", List.of(endpoint(DriverOptions.NONE)))).isFalse();
        assertThat(REQUESTED.isSticky("web", List.of(sticky))).isTrue();
    }

    @Test
    void rejectWhatIsNoName() {
        assertThatThrownBy(() -> VirtualAliases.of(Map.of(VirtualAliases.NAMES, "*.web")))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageContaining("no name: *.web");
        assertThatThrownBy(() -> VirtualAliases.of(Map.of(VirtualAliases.STICKY, "-")))
                .hasMessageContaining("invalid naru.alias.sticky value: -");
    }

    private static DriverOptions read(Map<String, String> text) {
        return EndpointOptionReader.read(text);
    }

    private static Endpoint endpoint(DriverOptions options) {
        return new Endpoint(
                new EndpointId("e".repeat(64)),
                new NetworkId("a".repeat(64)),
                "front",
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                List.of("web"),
                List.of(),
                List.of(),
                options,
                0);
    }
}
