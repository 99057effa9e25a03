package naru.network.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.linux.route.Link;
import naru.network.model.EndpointId;
import naru.network.model.NaruException;
import naru.network.model.NetworkId;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class InstallationsTest {
    private static final NetworkId NETWORK = new NetworkId("a".repeat(64));
    private static final EndpointId ENDPOINT = new EndpointId("b".repeat(64));
    private static final Owner SELF = new Owner("0123456789ab", Path.of("/var/lib/naru"));
    private static final Owner OTHER = new Owner("ba9876543210", Path.of("/srv/naru"));

    private final List<Link> both =
            List.of(
                    link("eth0", ""),
                    link("docker0", OTHER.tag(NETWORK)),
                    link("veth1", OTHER.tag(ENDPOINT)),
                    link("br-1", SELF.tag(NETWORK)),
                    link("br-2", Owner.UNNAMED.tag(NETWORK)));

    @Test
    void othersAreFoundByTheirTags() {
        assertThat(Installations.others(both, SELF))
                .containsExactly(
                        new Installations.Other(
                                "ba9876543210", Path.of("/srv/naru"), List.of("docker0", "veth1")));
        assertThat(Installations.others(both.subList(3, 5), SELF)).isEmpty();
    }

    @Test
    void aStartBesideAnotherIsRefusedWithItsDataRoot() {
        assertThatThrownBy(() -> Installations.admit(both, SELF, (_, _) -> false))
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessageContaining("(docker0, veth1), data root /srv/naru")
                .hasMessageContaining("start the daemon with --data-root /srv/naru instead")
                .hasMessageContaining("ip link delete");
    }

    @Test
    void oneWhoseDataRootIsUnknownStays() {
        var ends = List.of(link("veth1", OTHER.tag(ENDPOINT)));
        assertThatThrownBy(() -> Installations.admit(ends, SELF, (_, _) -> true))
                .hasMessageContaining("instance ba9876543210");
    }

    @Test
    void oneWhoseDataRootWasReplacedIsAbandoned() {
        assertThat(Installations.admit(both, SELF, (_, _) -> true)).containsExactly("ba9876543210");
    }

    private static Link link(String name, String alias) {
        return new Link(1, name, "veth", 1, 1500, null, 0, 0, -1, 0, alias, false, null, null);
    }
}
