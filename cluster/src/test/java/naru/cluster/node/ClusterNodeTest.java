package naru.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.cluster.record.Layout;
import naru.cluster.record.NodeSpec;
import naru.etcd.Bytes;
import naru.etcd.EtcdException;
import naru.etcd.Transaction;
import naru.network.model.NaruException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Hosts on loopback with members of etcd that are real. */
class ClusterNodeTest {
    private final List<TestHost> hosts = new ArrayList<>();

    private TestHost host() throws IOException {
        var host = new TestHost(hosts.size() + 1);
        hosts.add(host);
        return host;
    }

    @AfterEach
    void endHosts() throws IOException {
        for (var host : hosts) {
            host.close();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static void setRole(TestHost manager, TestHost host, String role) {
        var view = manager.control().node(host.id());
        manager.control()
                .update(host.id(), view.version(), new NodeSpec(null, Map.of(), role, "active"));
    }

    @Test
    void formsAClusterAndLeavesIt() throws Exception {
        var one = host();
        var id = one.init();
        assertThat(one.node().status().state()).isEqualTo("active");
        await(() -> one.control().node(id).state().equals("ready"));
        var view = one.control().node(id);
        assertThat(view.manager().orElseThrow().leader()).isTrue();
        assertThat(view.manager().orElseThrow().address()).isEqualTo(one.port());
        assertThatThrownBy(one::init).hasMessageContaining("already part of a swarm");

        assertThatThrownBy(() -> one.node().leave(false))
                .isInstanceOf(NaruException.Exhausted.class)
                .hasMessageContaining("Removing the last manager erases all current state");
        one.node().leave(true);
        assertThat(one.folder).doesNotExist();
        assertThat(one.node().status()).isEqualTo(LocalStatus.INACTIVE);
        assertThatThrownBy(one.node()::control).hasMessageContaining("not a swarm manager");
        one.init(); // the ports are free again
    }

    @Test
    void goesOnAfterARestart() throws Exception {
        var one = host();
        var id = one.init();
        var pid = Files.readString(one.folder.resolve("etcd.pid"));
        one.stop();
        one.start();
        assertThat(Files.readString(one.folder.resolve("etcd.pid"))).isEqualTo(pid);
        assertThat(one.id()).isEqualTo(id);
        await(() -> one.control().node(id).state().equals("ready"));
        one.crash();
        one.start();
        assertThat(Files.readString(one.folder.resolve("etcd.pid"))).isNotEqualTo(pid);
        await(() -> one.node().status().state().equals("active"));
        assertThat(one.control().node(id).record().id()).isEqualTo(id);
    }

    @Test
    void letsWorkersDoWhatTheyMay() throws Exception {
        var one = host();
        one.init();
        var two = host();
        assertThatThrownBy(() ->
                        two.join(
                                one,
                                one.control()
                                        .cluster()
                                        .workerToken()
                                        .replace("SWMTKN-1-", "SWMTKN-2-")))
                .hasMessageContaining("invalid join token");
        two.join(one, one.control().cluster().workerToken());
        assertThat(two.node().status().manager()).isFalse();
        await(() -> one.control().node(two.id()).state().equals("ready"));
        assertThatThrownBy(two.node()::control).hasMessageContaining("Worker nodes can't be used");

        var store = two.node().active().orElseThrow().store();
        var own = Bytes.ofUtf8("{\"node\":\"" + two.id() + "\"}");
        var foreign = Bytes.ofUtf8("{\"node\":\"" + one.id() + "\"}");
        var address = Layout.ADDRESSES + "net/10.0.0.2";
        assertThat(store.list(Layout.NODES).entries()).hasSize(2);
        assertThat(store.commit(Transaction.create(address, own)).committed()).isTrue();
        assertThat(store.commit(Transaction.create(address, own)).committed()).isFalse();
        var entry = store.get(address).orElseThrow();
        assertThat(store.commit(Transaction.delete(entry)).committed()).isTrue();

        assertThatThrownBy(() -> store.commit(Transaction.create(address, foreign)))
                .isInstanceOf(EtcdException.Refused.class);
        one.node().active().orElseThrow().store().commit(Transaction.create(address, foreign));
        var held = store.get(address).orElseThrow();
        assertThatThrownBy(() -> store.commit(Transaction.delete(held)))
                .isInstanceOf(EtcdException.Refused.class);
        assertThatThrownBy(() -> store.commit(Transaction.replace(held, own)))
                .isInstanceOf(EtcdException.Refused.class);
        for (var secret : List.of(Layout.AUTHORITY, Layout.SECRETS, "naru/", "naru/s", "")) {
            assertThatThrownBy(() -> store.list(secret)).isInstanceOf(EtcdException.Refused.class);
        }
        assertThatThrownBy(() -> store.get(Layout.AUTHORITY))
                .isInstanceOf(EtcdException.Refused.class);
        for (var key :
                List.of(Layout.CLUSTER, Layout.node(two.id()), Layout.alive(one.id()), "naru/x")) {
            assertThatThrownBy(() -> store.commit(Transaction.create(key, own)))
                    .isInstanceOf(EtcdException.Refused.class);
        }
    }

    @Test
    void refusesRemovedNodesWithinSeconds() throws Exception {
        var one = host();
        one.init();
        var two = host();
        two.join(one, one.control().cluster().workerToken());
        await(() -> one.control().node(two.id()).state().equals("ready"));
        assertThatThrownBy(() -> one.control().remove(two.id(), false))
                .hasMessageContaining("is not down and can't be removed");
        long start = System.nanoTime();
        one.control().remove(two.id(), true);
        await(() -> two.node().status().state().equals("error"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        var store = two.node().active().orElseThrow().store();
        assertThatThrownBy(() -> store.list(Layout.NODES))
                .isInstanceOf(EtcdException.Refused.class);
        two.node().leave(false);
        assertThat(two.folder).doesNotExist();
    }

    @Test
    void promotesAndDemotes() throws Exception {
        var one = host();
        one.init();
        var two = host();
        two.join(one, one.control().cluster().workerToken());
        setRole(one, two, "manager");
        await(() -> two.node().status().manager());
        await(() -> one.control().node(two.id()).manager().orElseThrow().reachable());
        assertThat(two.control().nodes()).hasSize(2);

        var three = host();
        three.join(two, one.control().cluster().managerToken());
        assertThat(three.node().status().manager()).isTrue();
        await(() -> three.control().node(three.id()).state().equals("ready"));

        setRole(one, two, "worker");
        await(() -> !two.node().status().manager());
        await(() -> !Files.exists(two.folder.resolve("etcd")));
        await(() -> three.control().node(two.id()).manager().isEmpty());
        assertThat(two.node().active().orElseThrow().store().list(Layout.NODES).entries())
                .hasSize(3);
    }

    @Test
    void survivesTheLossOfAManager() throws Exception {
        var one = host();
        one.init();
        var two = host();
        two.join(one, one.control().cluster().managerToken());
        var three = host();
        three.join(one, one.control().cluster().managerToken());
        var worker = host();
        worker.join(one, one.control().cluster().workerToken());
        await(() -> one.control().node(worker.id()).state().equals("ready"));
        var store = worker.node().active().orElseThrow().store();
        await(() -> worker.node().status().managers().size() == 3);

        one.crash();
        long start = System.nanoTime();
        await(() -> {
            try {
                return store.list(Layout.NODES).entries().size() == 4;
            } catch (EtcdException notYet) {
                return false;
            }
        });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        await(() -> two.control().node(one.id()).state().equals("down"));
        assertThat(two.control().node(worker.id()).state()).isEqualTo("ready");
        await(() ->
                two.control().nodes().stream()
                        .anyMatch(view -> view.manager().filter(m -> m.leader()).isPresent()));

        three.crash(); // no quorum
        assertThatThrownBy(() -> two.control().nodes())
                .isInstanceOf(NaruException.Exhausted.class)
                .hasMessageContaining("does not have a leader");
        two.init(true);
        await(() -> two.control().node(worker.id()).state().equals("ready"));
        assertThat(two.control().nodes().stream().filter(view -> view.manager().isPresent()))
                .hasSize(1);
    }
}
