package naru.network.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.event.EventLog;
import naru.network.event.Listeners;
import naru.network.event.NetworkEvent;
import naru.network.event.NetworkEvent.NetworkCreated;
import naru.network.event.NetworkEvent.NetworkDeleted;
import naru.network.event.NetworkEvent.NetworkRepaired;
import naru.network.event.NetworkListener;
import naru.network.event.NetworkSnapshot;
import naru.network.event.NetworkView;
import naru.network.event.Numbered;
import naru.network.fake.FakeDriver;
import naru.network.fake.FakeHost;
import naru.network.fake.FakeKernel;
import naru.network.journal.Journal;
import naru.network.journal.MemoryJournal;
import naru.network.model.DnsSettings;
import naru.network.model.DriverOptions;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxId;
import naru.network.model.SandboxSpec;
import naru.network.option.NameOptions;
import naru.network.plan.HostSubnets;
import naru.network.plan.Ids;
import naru.network.plan.NetworkPlanner;
import naru.network.pool.AddressSpace;
import naru.network.record.Records;
import naru.network.record.SandboxRecord;
import naru.network.settings.NetworkSettings;
import naru.network.shared.NoSharedNetworks;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

class NetworkKeeperTest {
    private static final Path NOWHERE = Path.of("/nonexistent");

    private final FakeKernel kernel = new FakeKernel();
    private final FakeHost host = kernel.boot();
    private final FakeDriver driver = new FakeDriver("bridge");
    private final MemoryJournal disk = new MemoryJournal();
    private Life life = new Life();

    /** What a daemon has in memory. */
    private final class Life {
        final Journal journal = disk.open(_ -> {});
        final NetworkTable table = new NetworkTable();
        final SandboxTable sandboxes = new SandboxTable(journal, new Records());
        final AddressSpace space = new AddressSpace(List.of(), new Random(1));
        final Ids ids = new Ids(new Random(2));
        final EventLog<NetworkEvent, NetworkSnapshot> events =
                new EventLog<>("log", kernel.clock(), new NetworkView());
        final Listeners listeners = new Listeners(events);
        final NetworkKeeper keeper =
                new NetworkKeeper(
                        table,
                        sandboxes,
                        new NetworkPlanner(
                                NetworkSettings.standard(NOWHERE),
                                Map.of("bridge", driver),
                                table,
                                space,
                                new HostSubnets(host, NOWHERE),
                                kernel.clock()),
                        space,
                        host,
                        journal,
                        new Records(),
                        listeners,
                        ids,
                        new NoSharedNetworks("no other hosts"));

        Life() {
            listeners.restored(List.of(), List.of()); // events are recorded from then on
        }
    }

    private Network create(String name) {
        return life.keeper.create(NetworkSpec.bridge(name));
    }

    private static NetworkSpec on(String name, String subnet) {
        var ipam = new IpamSpec("default", Map.of(), List.of(PoolSpec.ofSubnet(subnet)));
        return NetworkSpec.bridge(name, ipam);
    }

    private List<String> names() {
        return life.table.all().stream().map(entry -> entry.network().name()).toList();
    }

    private int journaled() {
        return life.journal.all(Records.NETWORK).size();
    }

    private void fail(String on) {
        driver.failure =
                call -> {
                    if (call.startsWith(on)) {
                        throw new NaruException.HostFailure(call);
                    }
                };
    }

    /** A container on a network. */
    private void attach(Network network) {
        var endpoint =
                new Endpoint(
                        new EndpointId("e".repeat(64)),
                        network.id(),
                        network.name(),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        DriverOptions.NONE,
                        0);
        var sandbox =
                new Sandbox(
                        new SandboxId("c".repeat(64)),
                        "d".repeat(64),
                        "web",
                        "web",
                        SandboxSpec.Kind.PRIVATE,
                        NOWHERE,
                        List.of(endpoint),
                        List.of(),
                        null,
                        null,
                        DnsSettings.HOST,
                        Readiness.SERVING);
        life.sandboxes.put(
                new SandboxRecord(
                        SandboxRecord.Phase.OPEN, "boot", sandbox, List.of(), Map.of(), null));
    }

    // ---- Creation

    @Test
    void writesTheJournalBeforeTheHost() {
        var seen = new ArrayList<Integer>();
        driver.failure =
                call -> {
                    if (call.startsWith("create")) {
                        seen.add(journaled());
                    }
                };
        create("front");

        assertThat(seen).containsExactly(1);
        assertThat(names()).containsExactly("front");
    }

    @Test
    void undoesFailedCreation() {
        fail("create");
        assertThatThrownBy(() -> life.keeper.create(on("front", "10.0.0.0/24")))
                .hasMessage("create front");

        assertThat(names()).isEmpty();
        assertThat(journaled()).isZero();
        assertThat(driver.calls).endsWith("create front", "delete front");
        fail("nothing");
        life.keeper.create(on("again", "10.0.0.0/24")); // the pool is free again
    }

    @Test
    void undoesWhatAListenerRefuses() {
        var deleted = new ArrayList<String>();
        life.listeners.add(
                new NetworkListener() {
                    @Override
                    public void networkDeleted(Network network) {
                        deleted.add(network.name());
                    }
                });
        life.listeners.add(
                new NetworkListener() {
                    @Override
                    public void networkCreated(Network network, NameOptions names) {
                        throw new NaruException.HostFailure("refused");
                    }
                });

        assertThatThrownBy(() -> create("front")).hasMessage("refused");
        assertThat(deleted).containsExactly("front");
        assertThat(names()).isEmpty();
        assertThat(journaled()).isZero();
        assertThat(driver.calls).endsWith("delete front");
    }

    @Test
    void rejectsRequestsBeforeAnything() {
        assertThatThrownBy(() -> create("bridge")).isInstanceOf(NaruException.Forbidden.class);
        assertThat(driver.calls).isEmpty();
    }

    // ---- Deletion

    @Test
    void deletesFromHostJournalAndMemory() throws Exception {
        life.keeper.create(on("front", "10.0.0.0/24"));
        try (var watch = life.events.watch()) {
            life.keeper.delete("front");

            assertThat(driver.calls).endsWith("delete front");
            assertThat(names()).isEmpty();
            assertThat(journaled()).isZero();
            assertThat(watch.subscription().poll(Duration.ZERO))
                    .extracting(Numbered::event)
                    .isInstanceOf(NetworkDeleted.class);
        }
        life.keeper.create(on("again", "10.0.0.0/24"));
    }

    @Test
    void keepsNetworksThatCannotBeDeleted() {
        create("front");
        fail("delete");

        assertThatThrownBy(() -> life.keeper.delete("front")).hasMessage("delete front");
        assertThat(names()).containsExactly("front");
        assertThat(journaled()).isOne();
        fail("nothing");
        life.keeper.delete("front");
    }

    @Test
    void rejectsDeletionOfUsedOnes() {
        attach(create("front"));

        assertThatThrownBy(() -> life.keeper.delete("front"))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessage(
                        "error while removing network: network front has active endpoints"
                                + " (name:\"web\" id:\"eeeeeeeeeeee\")");
        assertThat(driver.calls).doesNotContain("delete front");
    }

    @Test
    void rejectsDeletionOfPredefinedOnes() {
        life.keeper.makePredefined(List.of(NetworkSpec.bridge("bridge")));

        assertThatThrownBy(() -> life.keeper.delete("bridge"))
                .hasMessage("bridge is a pre-defined network and cannot be removed");
        assertThatThrownBy(() -> life.keeper.delete("front"))
                .isInstanceOf(NaruException.NotFound.class);
    }

    // ---- Networks of several hosts

    /** The definition of a network of several hosts with the subnet of a local one. */
    private static Network shared(Network local) {
        return new Network(
                new NetworkId("0123456789abcdefghijklmno"),
                "app",
                local.created().plusSeconds(1),
                "bridge",
                Network.SHARED,
                true,
                false,
                local.ipam(),
                false,
                true,
                false,
                false,
                null,
                Map.of(),
                Map.of());
    }

    @Test
    void adoptsSharedNetworksBesideLocalOnes() {
        var beside = life.keeper.create(on("front", "10.0.0.0/24"));
        var app = shared(beside);
        life.keeper.adopt(app);
        life.keeper.adopt(app);

        assertThat(names()).containsExactly("front", "app");
        assertThat(life.table.get("app").network()).isEqualTo(app);
        life.keeper.delete("front");
        life.keeper.create(on("again", "10.0.0.0/24")); // on this host alone
        assertThat(names()).containsExactlyInAnyOrder("app", "again");

        life = new Life();
        life.keeper.load();
        assertThat(names()).contains("app");
    }

    @Test
    void abandonsSharedNetworks() {
        var app = shared(life.keeper.create(on("front", "10.0.0.0/24")));
        life.keeper.adopt(app);
        life.keeper.abandon(app.id());
        life.keeper.abandon(app.id());

        assertThat(names()).containsExactly("front");
        assertThat(journaled()).isOne();
    }

    @Test
    void keepsAbandonedNetworksWithContainers() {
        var app = shared(life.keeper.create(on("front", "10.0.0.0/24")));
        life.keeper.adopt(app);
        attach(app);

        assertThatThrownBy(() -> life.keeper.abandon(app.id()))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessageContaining("has active endpoints");
        assertThat(names()).contains("app");
    }

    @Test
    void refusesSharedNetworksWithoutOtherHosts() {
        driver.isShared = true;

        assertThatThrownBy(() -> create("app"))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessage("no other hosts");
        assertThat(names()).isEmpty();
    }

    // ---- Start

    @Test
    void claimsPoolsOfTheJournal() {
        life.keeper.create(on("front", "10.0.0.0/24"));
        life = new Life();
        driver.calls.clear();
        life.keeper.load();

        assertThat(names()).containsExactly("front");
        assertThat(driver.calls).as("the host is not changed").containsExactly("plan front");
        assertThatThrownBy(() -> life.keeper.create(on("other", "10.0.0.0/25")))
                .hasMessageContaining("Pool overlaps");
    }

    @Test
    void createsMissingPredefinedNetworks() {
        var specs = List.of(NetworkSpec.bridge("bridge"));
        life.keeper.makePredefined(specs);
        var first = life.table.get("bridge").id();
        driver.calls.clear();
        life.keeper.makePredefined(specs);

        assertThat(driver.calls).as("a second time").isEmpty();
        assertThat(life.table.get("bridge").id()).isEqualTo(first);
    }

    @Test
    void recreatesOutdatedPredefinedNetworks() {
        life.keeper.makePredefined(List.of(on("bridge", "10.0.0.0/24")));
        var id = life.table.get("bridge").id();

        for (var changed :
                List.of(
                        on("bridge", "10.1.0.0/24"),
                        on("bridge", "10.1.0.0/24").withOptions(Map.of("a", "b")),
                        on("bridge", "10.1.0.0/24").withIpv6(true))) {
            driver.calls.clear();
            life.keeper.makePredefined(List.of(changed));
            assertThat(driver.calls).contains("delete bridge", "create bridge");
            assertThat(life.table.get("bridge").id()).isEqualTo(id);
        }
    }

    @Test
    void keepsOutdatedPredefinedNetworksInUse() {
        life.keeper.makePredefined(List.of(on("bridge", "10.0.0.0/24")));
        attach(life.table.get("bridge").network());
        driver.calls.clear();

        life.keeper.makePredefined(List.of(on("bridge", "10.1.0.0/24")));
        life.keeper.makePredefined(List.of());
        assertThat(driver.calls).isEmpty();
        assertThat(names()).containsExactly("bridge");
    }

    @Test
    void removesUnwantedPredefinedNetworksOnly() {
        life.keeper.makePredefined(List.of(NetworkSpec.bridge("bridge")));
        create("front");

        life.keeper.makePredefined(List.of());
        assertThat(names()).containsExactly("front");
    }

    @Test
    void startsWithoutPredefinedNetworksThatFail() {
        fail("create bridge");
        life.keeper.makePredefined(
                List.of(NetworkSpec.bridge("bridge"), NetworkSpec.bridge("none")));

        assertThat(names()).containsExactly("none");
    }

    // ---- Repairs

    @Test
    void reportsNetworksThatLackedSomething() throws Exception {
        create("front");
        try (var watch = life.events.watch()) {
            assertThat(life.keeper.repair(life.keeper.complete(), host)).isTrue();
            assertThat(watch.subscription().poll(Duration.ZERO)).isNull();

            driver.lacking = true;
            assertThat(life.keeper.repair(life.keeper.complete(), host)).isTrue();
            assertThat(watch.subscription().poll(Duration.ZERO))
                    .extracting(Numbered::event)
                    .isInstanceOf(NetworkRepaired.class);
        }
    }

    @Test
    void repairsOthersAfterAFailure() {
        create("front");
        create("back");
        driver.calls.clear();
        fail("create front");

        assertThat(life.keeper.repair(life.keeper.complete(), host)).isFalse();
        assertThat(driver.calls).containsExactlyInAnyOrder("create front", "create back");
    }

    @Test
    void repairsNeitherDeletedNorLaterNetworks() {
        create("front");
        var before = life.keeper.complete();
        life.keeper.delete("front");
        create("later");
        driver.calls.clear();

        assertThat(life.keeper.repair(before, host)).isTrue();
        assertThat(driver.calls).isEmpty();
    }

    @Test
    void skipsNetworksBeingChanged() throws Exception {
        create("front");
        var lock = life.table.get("front").lock().writeLock();
        var elsewhere = new Thread(lock::lock);
        elsewhere.start();
        elsewhere.join();
        driver.calls.clear();

        assertThat(life.keeper.complete()).isEmpty();
        assertThat(life.keeper.repair(life.table.all(), host)).isTrue();
        assertThat(driver.calls).isEmpty();
    }

    @Test
    void announcesNetworksWithTheirNames() {
        var heard = new ArrayList<NameOptions>();
        life.listeners.add(
                new NetworkListener() {
                    @Override
                    public void networkCreated(Network network, NameOptions names) {
                        heard.add(names);
                    }
                });
        life.keeper.create(NetworkSpec.bridge("front").withOptions(Map.of(NameOptions.TTL, "60")));

        assertThat(heard).extracting(NameOptions::ttl).containsExactly(60);
        assertThat(life.table.all())
                .extracting(NetworkEntry::created)
                .extracting(NetworkCreated::names)
                .isEqualTo(heard);
    }
}
