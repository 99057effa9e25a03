package naru.network.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.nft.NftEvent;
import naru.linux.nft.NftTable;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.RouteEvent;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.driver.NetworkTraits;
import naru.network.driver.NetworkTraits.Publishing;
import naru.network.driver.PassiveNetwork;
import naru.network.fake.FakeHost;
import naru.network.fake.FakeKernel;
import naru.network.firewall.Firewall;
import naru.network.journal.MemoryJournal;
import naru.network.model.DnsSettings;
import naru.network.model.IpamConfig;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxId;
import naru.network.model.SandboxSpec;
import naru.network.record.Records;
import naru.network.record.SandboxRecord;
import naru.network.record.SandboxRecord.Phase;
import naru.network.relay.Relay;
import naru.network.settings.FirewallSettings;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RepairQueueTest {
    private static final String WEB = "a".repeat(64);
    private static final Path NETNS = Path.of("/run/naru/netns/web");
    private static final NftTable TABLE = NftTable.inet("naru");
    private static final int OTHER_PROCESS = -7;

    private final FakeKernel kernel = new FakeKernel();
    private final FakeHost host = kernel.boot();
    private final NetworkTable networks = new NetworkTable();
    private final SandboxTable sandboxes =
            new SandboxTable(new MemoryJournal().open(_ -> {}), new Records());
    private final Firewall firewall =
            new Firewall(
                    host,
                    FirewallSettings.STANDARD,
                    new Relay(host, null, Path.of("/run/naru-queue")));
    private final RepairQueue queue =
            new RepairQueue(host, networks, sandboxes, firewall, List.of());

    @BeforeEach
    void emptyTheQueue() {
        assertThat(queue.takeAll()).as("everything at first").isTrue();
        networks.put(NetworkEntry.of(new NeverWell(network())));
    }

    @Test
    void ignoresTransactionsOfItsOwnAndInForeignTables() {
        assertThat(commit(TABLE, host.nft().port())).isFalse();
        assertThat(commit(NftTable.inet("filter"), OTHER_PROCESS)).isFalse();
        assertThat(queue.takeAll()).isFalse();

        assertThat(commit(TABLE, OTHER_PROCESS)).isTrue();
        assertThat(queue.takeAll()).isTrue();
        assertThat(commit(NftTable.inet("filter"), OTHER_PROCESS)).as("a later one").isFalse();
    }

    private boolean commit(NftTable table, int port) {
        return queue.add(new NftEvent.Changed(table, "rule"))
                | queue.add(new NftEvent.Committed(1, port, port, "nft"));
    }

    @Test
    void addsEverythingAfterLostNotifications() {
        assertThat(queue.add(new RouteEvent.Lost())).isTrue();
        assertThat(queue.takeAll()).isTrue();
        assertThat(queue.takeAll()).isFalse();
        assertThat(queue.add(new NftEvent.Lost())).isTrue();
        assertThat(queue.takeAll()).isTrue();
    }

    @Test
    void givesUpOnAFaultThatKeepsRecurring() {
        var event = new RouteEvent.LinkIs(bridge());
        for (int i = 0; i < 20; i++) {
            assertThat(queue.add(event)).isTrue();
            assertThat(queue.takeAll()).isTrue();
        }
        assertThat(queue.add(event)).isFalse();
        assertThat(queue.takeAll()).isFalse();
    }

    @Test
    void reviewsEventsWithoutAddingAnything() {
        var review = new EventReview(host, networks, sandboxes);
        var event = new RouteEvent.LinkIs(bridge());
        for (int i = 0; i < 30; i++) {
            var suspects = review.suspects(event);
            assertThat(suspects.everything()).isTrue();
            assertThat(suspects.fault()).isEqualTo("br-front is never well");
        }
        assertThat(queue.takeAll()).isFalse();
    }

    @Test
    void addsTheContainersOfDeletedFiles() {
        sandboxes.put(record());
        assertThat(queue.add(NETNS.resolveSibling("other"))).isFalse();
        assertThat(queue.take()).isEmpty();

        assertThat(queue.add(NETNS)).isTrue();
        assertThat(queue.take()).containsExactly(WEB);
        assertThat(queue.add(NETNS.getParent())).isTrue();
        assertThat(queue.take()).containsExactly(WEB);
        assertThat(queue.take()).isEmpty();
    }

    private Link bridge() {
        var settings = LinkSettings.NONE.setUp();
        kernel.root().apply(new LinkChange.AddPlain("br-front", "dummy", settings));
        var link = kernel.root().link("br-front").orElseThrow();
        kernel.root().apply(LinkChange.down(LinkRef.of(link.index())));
        return link;
    }

    private static Network network() {
        return new Network(
                new NetworkId("f".repeat(64)),
                "front",
                Instant.EPOCH,
                "bridge",
                "local",
                true,
                false,
                IpamConfig.of("default", Map.of(), List.of()),
                false,
                false,
                false,
                false,
                null,
                Map.of(),
                Map.of());
    }

    private static SandboxRecord record() {
        var sandbox =
                new Sandbox(
                        new SandboxId("b".repeat(64)),
                        WEB,
                        "web",
                        "web",
                        SandboxSpec.Kind.PRIVATE,
                        NETNS,
                        List.of(),
                        List.of(),
                        null,
                        null,
                        DnsSettings.HOST,
                        Readiness.SERVING);
        return new SandboxRecord(Phase.OPEN, "boot", sandbox, List.of(), Map.of(), null);
    }

    /** A network whose bridge has a fault at each look. */
    private record NeverWell(Network network) implements PassiveNetwork {
        @Override
        public NetworkTraits traits() {
            return new NetworkTraits(
                    Optional.empty(),
                    Publishing.BY_HOST,
                    Integer.MAX_VALUE,
                    "br-front",
                    true,
                    Optional.empty());
        }

        @Override
        public Optional<String> fault(Link own) {
            return Optional.of("is never well");
        }
    }
}
