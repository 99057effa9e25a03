package naru.cluster.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.cluster.record.AddressRecord;
import naru.cluster.record.Layout;
import naru.etcd.Bytes;
import naru.etcd.MemoryStore;
import naru.etcd.Transaction;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.Readiness;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Two hosts on one store. */
class ClusterNetworksTest {
    private final MemoryStore store = new MemoryStore();
    private final TestHost one = new TestHost(1).boot();
    private final TestHost two = new TestHost(2).boot();

    @BeforeEach
    void connect() {
        one.connect(store);
        two.connect(store);
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private void createOnBoth(String name) {
        one.create(name);
        two.awaitNetwork(name);
    }

    private List<AddressRecord> rows() {
        return store.list(Layout.ADDRESSES).entries().stream()
                .map(entry -> NetworkRecords.address(entry.value()))
                .toList();
    }

    // ---- Networks

    @Test
    void definesNetworksOnAllHosts() {
        var app = one.create("app");
        assertThat(one.networks.get("app")).isEqualTo(app);
        two.awaitNetwork("app");

        assertThat(two.networks.get("app")).isEqualTo(app);
        assertThat(app.scope()).isEqualTo(Network.SHARED);
        assertThat(app.id().isShared()).isTrue();
        assertThat(app.options()).containsEntry(NetworkRegistry.VNI, "4096");
        assertThat(app.ipam().pools().getFirst().subnet()).hasToString("10.0.0.0/24");
        assertThat(app.ipam().pools().getFirst().gateway()).isEqualTo(ofLiteral("10.0.0.1"));
    }

    @Test
    void refusesNamesAndSubnetsOfOthers() {
        var app = one.create("app");

        assertThatThrownBy(() -> two.create("app"))
                .isInstanceOf(NaruException.Conflict.class)
                .hasMessage("network with name app already exists");
        assertThatThrownBy(() -> two.networks.create(TestHost.spec("b", "10.0.0.128/25")))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessageContaining("Pool overlaps with other one on this address space");
        var other = two.create("other");
        assertThat(other.ipam().pools().getFirst().subnet()).hasToString("10.0.1.0/24");
        assertThat(other.options()).containsEntry(NetworkRegistry.VNI, "4097");
        assertThat(app.id()).isNotEqualTo(other.id());
    }

    @Test
    void reusesVnisLate() {
        one.create("app");
        one.networks.delete("app");

        assertThat(one.create("app").options()).containsEntry(NetworkRegistry.VNI, "4097");
    }

    @Test
    void givesUniqueVnisToParallelCreators() throws Exception {
        var created = new ArrayList<Network>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<Network>>();
            for (int i = 0; i < 10; i++) {
                var name = "net" + i;
                var host = i % 2 == 0 ? one : two;
                calls.add(() -> host.create(name));
            }
            for (var call : threads.invokeAll(calls)) {
                created.add(call.get());
            }
        }
        assertThat(created)
                .extracting(n -> n.options().get(NetworkRegistry.VNI))
                .doesNotHaveDuplicates();
        assertThat(created).extracting(Network::ipam).doesNotHaveDuplicates();
    }

    @Test
    void deletesNetworksOnAllHosts() {
        createOnBoth("app");
        two.networks.delete("app");

        assertThat(two.networks.find("app")).isEmpty();
        TestHost.await("one has none", () -> one.networks.find("app").isEmpty());
        assertThatThrownBy(() -> two.networks.delete("app"))
                .isInstanceOf(NaruException.NotFound.class);
    }

    @Test
    void refusesDeletionWhileOthersUseIt() {
        createOnBoth("app");
        two.open("web", "app");

        assertThatThrownBy(() -> one.networks.delete("app"))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessageStartingWith(
                        "error while removing network: network app has active endpoints"
                                + " (name:\"web\" id:\"")
                .hasMessageEndingWith("\" on host h2)");
        one.open("db", "app"); // it is not ending any more
        one.close("db");
        two.close("web");
        TestHost.await("released", () -> rows().stream().allMatch(AddressRecord::resting));
        one.networks.delete("app");
    }

    @Test
    void attachesNothingToEndingNetworks() {
        createOnBoth("app");
        var id = one.networks.get("app").id();
        store.commit(
                Transaction.create(
                        NetworkRecords.ending(id), naru.etcd.Bytes.ofUtf8("by another")));

        assertThatThrownBy(() -> one.open("web", "app"))
                .isInstanceOf(NaruException.NotFound.class)
                .hasMessageContaining("is being removed");
        one.networks.delete("app"); // the deletion of a dead process is completed
        assertThat(one.networks.find("app")).isEmpty();
    }

    // ---- Addresses

    @Test
    void givesNoAddressTwice() throws Exception {
        createOnBoth("app");
        var addresses = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            addresses.add(one.open("a" + i, "app"));
            addresses.add(two.open("b" + i, "app"));
        }
        assertThat(new HashSet<>(addresses)).hasSize(40);
        assertThat(rows()).hasSize(40);
    }

    @Test
    void namesTheHostOfAStaticAddress() {
        createOnBoth("app");
        var wanted = EndpointSpec.of("app").withIpv4(ofLiteral("10.0.0.77"));
        one.open("web", wanted);

        assertThatThrownBy(() -> two.open("db", wanted))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessage(
                        "Address already in use: 10.0.0.77 is held by container web on host h1");
        one.close("web");
        TestHost.await("released", () -> rows().stream().allMatch(AddressRecord::resting));
        assertThat(two.open("db", wanted)).isEqualTo("10.0.0.77");
    }

    @Test
    void givesContainersTheirAddressesAgain() {
        createOnBoth("app");
        var first = one.open("web", "app");
        one.close("web");
        assertThat(one.open("web", "app")).isEqualTo(first);
        TestHost.await("kept", () -> rows().stream().noneMatch(AddressRecord::resting));
    }

    @Test
    void releasesClaimsOfAContainerThatIsGone() {
        createOnBoth("app");
        one.open("web", "app");
        one.die().boot(false).connect(store);

        TestHost.await("released", () -> rows().stream().allMatch(AddressRecord::resting));
    }

    // ---- Rows

    @Test
    void showsEndpointsOnOtherHosts() {
        createOnBoth("app");
        one.open("web", "app");
        two.awaitName("web");

        assertThat(two.names.get("web")).startsWith("web");
        assertThat(two.tunnels.values()).containsExactly("192.0.2.1");
        assertThat(one.tunnels).isEmpty();
        assertThat(two.networks.peers(two.networks.get("app").id()))
                .extracting(peer -> peer.name())
                .containsExactly("h1");
        one.close("web");
        TestHost.await("gone", () -> two.names.isEmpty() && two.tunnels.isEmpty());
    }

    @Test
    void followsNamesAndReadiness() {
        createOnBoth("app");
        one.open("web", "app");
        two.awaitName("web");

        one.networks.rename(TestHost.id("web"), "www");
        two.awaitName("www");
        assertThat(two.names.get("www")).startsWith("www");
        one.networks.ready(TestHost.id("web"), Readiness.STOPPING);
        TestHost.await("out of service", () -> two.names.get("www").isEmpty());
    }

    @Test
    void keepsNamesAndRowsWithoutTheStore() {
        createOnBoth("app");
        one.open("web", "app");
        var mine = two.open("db", "app");
        two.awaitName("web");
        two.die().boot();

        assertThat(two.names).containsKey("web");
        assertThat(two.tunnels.values()).containsExactly("192.0.2.1");
        assertThat(TestHost.address(two.networks.sandboxes().getFirst())).isEqualTo(mine);
        assertThatThrownBy(() -> two.open("new", "app"))
                .isInstanceOf(NaruException.Exhausted.class);
        two.connect(store);
        assertThat(two.open("new", "app")).isNotEqualTo(mine);
        assertThat(rows()).hasSize(3).noneMatch(AddressRecord::resting);
    }

    @Test
    void removesWhatEndedDuringAnAbsence() {
        createOnBoth("app");
        createOnBoth("back");
        one.open("web", "app");
        two.awaitName("web");
        two.die();
        one.close("web");
        TestHost.await("released", () -> rows().stream().allMatch(AddressRecord::resting));
        one.networks.delete("back");
        two.boot().connect(store);

        TestHost.await("gone", () -> two.names.isEmpty() && two.tunnels.isEmpty());
        TestHost.await("no back", () -> two.networks.find("back").isEmpty());
    }

    @Test
    void writesRowsAgainThatTheStoreHasLost() {
        createOnBoth("app");
        one.open("web", "app");
        store.list(Layout.ADDRESSES)
                .entries()
                .forEach(entry -> store.commit(Transaction.delete(entry)));
        assertThat(rows()).isEmpty();
        one.die().boot().connect(store);

        TestHost.await("written again", () -> rows().size() == 1);
    }

    // ---- Leaving

    @Test
    void refusesRequestsBeforeJoining() {
        var alone = new TestHost(3).boot();
        assertThatThrownBy(() -> alone.create("app"))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessage("This node is not a swarm manager.");
        alone.close();
    }

    @Test
    void forgetsEverythingAfterLeaving() {
        createOnBoth("app");
        one.open("web", "app");
        two.awaitName("web");
        two.cluster.leave();

        assertThat(two.networks.find("app")).isEmpty();
        assertThat(two.tunnels).isEmpty();
        two.die().boot();
        assertThat(two.networks.find("app")).isEmpty();
        assertThat(two.names).isEmpty();
    }

    // ---- Removed nodes

    @Test
    void releasesAddressesOfRemovedNodes() {
        createOnBoth("app");
        one.open("a", "app");
        two.open("b", "app");
        two.die(); // else it writes its row again
        var node = one.self.node();
        store.commit(Transaction.create(Layout.node(node), Bytes.of(new byte[] {1})));

        assertThat(new RemovedNodes(store).release()).isEqualTo(1);

        assertThat(rows()).hasSize(2);
        assertThat(rows()).allMatch(row -> row.resting() != row.node().equals(node));
        assertThat(new RemovedNodes(store).release()).isZero();
        two.boot();
    }
}
