package naru.cli.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.Map;

class OwnersTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final Owner WEB = new Owner("web", true);

    private final Owners owners =
            new Owners(
                    Map.of("endpoint:" + ID, WEB),
                    Map.of(ID, WEB),
                    Map.of(InetAddress.ofLiteral("172.18.0.2"), WEB),
                    Map.of("docker0", Owner.NARU));

    @Test
    void areFoundByTag() {
        assertThat(owners.ofTag("naru:endpoint:" + ID)).isEqualTo(WEB);
    }

    @Test
    void areNamedByUnknownTag() {
        assertThat(owners.ofTag("naru:endpoint:" + "f".repeat(64)))
                .isEqualTo(new Owner("endpoint ffffffffffff", false));
        assertThat(owners.ofTag("")).isEqualTo(Owner.NONE);
        assertThat(owners.ofTag("somebody else's words")).isEqualTo(Owner.NONE);
    }

    @Test
    void areFoundByIdPrefixInPath() {
        assertThat(owners.ofPath("containers/" + ID + "/merged")).isEqualTo(WEB);
        assertThat(owners.ofPath("netns/0123456789ab")).isEqualTo(WEB);
        assertThat(owners.ofPath("netns/ffffffffffff")).isEqualTo(new Owner("ffffffffffff", false));
        assertThat(owners.ofPath("netns")).isEqualTo(Owner.NARU);
    }

    @Test
    void areFoundByLeaseAndInterface() {
        assertThat(owners.ofAddress("172.18.0.2")).isEqualTo(WEB);
        assertThat(owners.ofAddress("172.18.0.3")).isEqualTo(Owner.NONE);
        assertThat(owners.ofLink("docker0")).isEqualTo(Owner.NARU);
        assertThat(owners.ofLink("br-gone")).isEqualTo(Owner.NONE);
    }
}
