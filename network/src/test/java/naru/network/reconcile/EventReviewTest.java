package naru.network.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.linux.route.InterfaceAddress;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.RouteEvent;
import naru.network.address.Prefix;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.driver.NetworkTraits;
import naru.network.driver.NetworkTraits.Publishing;
import naru.network.driver.PassiveNetwork;
import naru.network.fake.FakeKernel;
import naru.network.host.Owner;
import naru.network.journal.MemoryJournal;
import naru.network.model.IpamConfig;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.PoolConfig;
import naru.network.record.Records;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class EventReviewTest {
    private static final InetAddress GATEWAY = ofLiteral("172.30.0.1");
    private static final InetAddress VIRTUAL = ofLiteral("172.30.0.9");
    private static final InetAddress FOREIGN = ofLiteral("192.0.2.1");

    private final FakeKernel kernel = new FakeKernel();
    private final NetworkTable networks = new NetworkTable();
    private final EventReview review =
            new EventReview(
                    kernel.boot(),
                    networks,
                    new SandboxTable(new MemoryJournal().open(_ -> {}), new Records()));

    @BeforeEach
    void addLinks() {
        networks.put(NetworkEntry.of(new OnBridge(network())));
        add("br-front", LinkSettings.NONE);
        add("uplink", LinkSettings.NONE);
        add("ha-front", LinkSettings.NONE);
        kernel.root()
                .apply(
                        new LinkChange.Set(
                                LinkRef.of("ha-front"),
                                LinkSettings.NONE.alias(Owner.UNNAMED.tag(network().id()))));
    }

    private void add(String name, LinkSettings settings) {
        kernel.root().apply(new LinkChange.AddPlain(name, "dummy", settings));
    }

    @Test
    void suspectsAllAfterLossOfOwnAddress() {
        assertThat(isSuspect("br-front", GATEWAY)).isTrue();
        assertThat(isSuspect("br-front", VIRTUAL)).isTrue();
        assertThat(isSuspect("ha-front", VIRTUAL)).as("by its tag").isTrue();
    }

    @Test
    void ignoresLossOfForeignAddress() {
        assertThat(isSuspect("uplink", FOREIGN)).isFalse();
        assertThat(isSuspect("uplink", GATEWAY)).as("on another link").isFalse();
        assertThat(isSuspect("br-front", FOREIGN)).as("in no pool").isFalse();
        assertThat(isSuspect("br-front", ofLiteral("fe80::1"))).isFalse();
        assertThat(review.suspects(gone(99, GATEWAY)).everything()).as("no link").isFalse();
    }

    private boolean isSuspect(String link, InetAddress address) {
        int index = kernel.root().link(link).orElseThrow().index();
        return review.suspects(gone(index, address)).everything();
    }

    private static RouteEvent gone(int link, InetAddress address) {
        return new RouteEvent.AddressGone(InterfaceAddress.of(link, address, 24));
    }

    private static Network network() {
        var pool = new PoolConfig(Prefix.parse("172.30.0.0/16"), null, GATEWAY, Map.of());
        return new Network(
                new NetworkId("f".repeat(64)),
                "front",
                Instant.EPOCH,
                "bridge",
                "local",
                true,
                false,
                IpamConfig.of("default", Map.of(), List.of(pool)),
                false,
                false,
                false,
                false,
                null,
                Map.of(),
                Map.of());
    }

    private record OnBridge(Network network) implements PassiveNetwork {
        @Override
        public NetworkTraits traits() {
            return new NetworkTraits(
                    Optional.empty(), Publishing.BY_HOST, 1, "br-front", true, Optional.empty());
        }
    }
}
