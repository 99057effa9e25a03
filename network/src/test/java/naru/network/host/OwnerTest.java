package naru.network.host;

import static org.assertj.core.api.Assertions.assertThat;

import naru.network.model.EndpointId;
import naru.network.model.NetworkId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

class OwnerTest {
    private static final NetworkId NETWORK = new NetworkId("a".repeat(64));
    private static final EndpointId ENDPOINT = new EndpointId("b".repeat(64));
    private static final Owner OWNER = new Owner("0123456789ab", Path.of("/var/lib/naru"));
    private static final Owner OTHER = new Owner("ba9876543210", Path.of("/srv/naru"));

    @TempDir private Path folder;

    @Test
    void tagsNameTheInstanceAndTheDataRoot() {
        assertThat(OWNER.tag(NETWORK))
                .isEqualTo("naru:0123456789ab:network:" + NETWORK + " /var/lib/naru");
        assertThat(OWNER.tag(ENDPOINT)).isEqualTo("naru:0123456789ab:endpoint:" + ENDPOINT);
        assertThat(Owner.parse(OWNER.tag(NETWORK)))
                .contains(
                        new Owner.Tag(
                                "0123456789ab",
                                "network",
                                NETWORK.value(),
                                Path.of("/var/lib/naru")));
        assertThat(Owner.parse("uplink to the office")).isEmpty();
        assertThat(Owner.parse("naru:network")).isEmpty();
    }

    @Test
    void aTagHasNoRoomForALongDataRoot() {
        var deep = new Owner("0123456789ab", Path.of("/" + "x".repeat(200)));
        assertThat(deep.tag(NETWORK)).isEqualTo("naru:0123456789ab:network:" + NETWORK);
        assertThat(deep.isOurs(deep.tag(NETWORK))).isTrue();
    }

    @Test
    void tagsOfAnotherInstallationAreForeign() {
        assertThat(OWNER.isOurs(OWNER.tag(ENDPOINT))).isTrue();
        assertThat(OWNER.isOurs(OTHER.tag(ENDPOINT))).isFalse();
        assertThat(OWNER.mayBeOurs(OTHER.tag(NETWORK))).isFalse();
    }

    @Test
    void tagsOfFormerReleasesAreKnownByTheirId() {
        var former = "naru:network:" + NETWORK;
        assertThat(Owner.UNNAMED.tag(NETWORK)).isEqualTo(former);
        assertThat(Owner.names(former, NETWORK)).isTrue();
        assertThat(Owner.names(former, new NetworkId("c".repeat(64)))).isFalse();
        assertThat(OWNER.isOurs(former)).isFalse();
        assertThat(OWNER.mayBeOurs(former)).isTrue();
        assertThat(Owner.names("naru:endpoint:" + ENDPOINT, ENDPOINT)).isTrue();
        assertThat(Owner.names(OWNER.tag(ENDPOINT), ENDPOINT)).isTrue();
    }

    @Test
    void aDataRootKeepsItsIdentity() throws Exception {
        var root = folder.resolve("data");
        var first = Instance.of(root, new Random(1));
        assertThat(first.instance()).matches("[0-9a-f]{12}");
        assertThat(Instance.of(root, new Random(2))).isEqualTo(first);
        assertThat(Instance.known(root)).isEqualTo(first);
        assertThat(Instance.isReplaced(root, first.instance())).isFalse();

        Files.delete(root.resolve("instance"));
        assertThat(Instance.isReplaced(root, first.instance())).isTrue();
        assertThat(Instance.of(root, new Random(2)).instance()).isNotEqualTo(first.instance());
        assertThat(Instance.isReplaced(root, first.instance())).isTrue();
        assertThat(Instance.isReplaced(folder.resolve("unknown"), first.instance())).isFalse();
    }
}
