package naru.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** Real servers that die, pause and lose replies. */
class EtcdFaultsTest {
    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static void changed(Map<String, String> seen, List<Mirror.Change> changes) {
        for (var change : changes) {
            if (change.after() == null) {
                seen.remove(change.key());
            } else {
                seen.put(change.key(), change.after().value().utf8());
            }
        }
    }

    private static Map<String, String> all(Store store) {
        var all = new TreeMap<String, String>();
        store.list("/").entries().forEach(entry -> all.put(entry.key(), entry.value().utf8()));
        return all;
    }

    /** HTTP/2's own frames are replies, too, so several requests are needed to lose one's. */
    @Test
    void decidesAWriteWhoseReplyWasLost() throws Exception {
        try (var server = new EtcdServer("one");
                var forwarder = new Forwarder(server.start("new", server).clientPort)) {
            server.await();
            try (var client = new EtcdClient(List.of(forwarder.endpoint()), null);
                    var direct = new EtcdClient(List.of(server.endpoint()), null)) {
                for (int i = 0; i < 12; i++) {
                    var key = "/%02d".formatted(i);
                    forwarder.swallowing = true;
                    var created =
                            client.commit(Transaction.create(key, Bytes.ofUtf8("value " + i)));
                    assertThat(created.committed()).as(key).isTrue();
                    var entry = direct.get(key).orElseThrow();
                    assertThat(entry.created()).as(key).isEqualTo(entry.modified());

                    forwarder.swallowing = true;
                    assertThat(client.commit(Transaction.delete(entry)).committed()).isTrue();
                    forwarder.swallowing = true;
                    assertThat(client.get(key)).isEmpty();
                }
                forwarder.swallowing = true;
                long lease = client.grant(Duration.ofSeconds(60));
                assertThat(direct.renew(lease)).isTrue();
                assertThat(forwarder.swallowed).isGreaterThan(12);
            }
        }
    }

    @Test
    void losesNoEventWhenConnectionsAreCut() throws Exception {
        var random = new Random(1);
        var seen = new ConcurrentSkipListMap<String, String>();
        try (var server = new EtcdServer("one");
                var forwarder = new Forwarder(server.start("new", server).clientPort)) {
            server.await();
            try (var client = new EtcdClient(List.of(forwarder.endpoint()), null);
                    var direct = new EtcdClient(List.of(server.endpoint()), null);
                    var mirror = new Mirror(client, "/", (_, changes) -> changed(seen, changes))) {
                await(() -> mirror.statistics().following());
                for (int i = 0; i < 400; i++) {
                    var key = "/" + random.nextInt(50);
                    var old = direct.get(key);
                    var value = Bytes.ofUtf8(Integer.toString(i));
                    direct.commit(
                            old.isEmpty()
                                    ? Transaction.create(key, value)
                                    : random.nextBoolean()
                                            ? Transaction.replace(old.get(), value)
                                            : Transaction.delete(old.get()));
                    if (random.nextInt(25) == 0) {
                        forwarder.cut();
                    }
                }
                var wanted = all(direct);
                await(() -> seen.equals(wanted));
                assertThat(mirror.statistics().missed()).isZero();
                assertThat(mirror.statistics().lists()).isGreaterThan(2);
            }
        }
    }

    @Test
    void losesNoWriteWhenLeadersDie() throws Exception {
        try (var one = new EtcdServer("one");
                var two = new EtcdServer("two");
                var three = new EtcdServer("three")) {
            var servers = List.of(one, two, three);
            for (var server : servers) {
                server.start("new", one, two, three);
            }
            for (var server : servers) {
                server.await();
            }
            var endpoints = servers.stream().map(EtcdServer::endpoint).toList();
            var acknowledged = new ConcurrentSkipListSet<String>();
            var seen = new ConcurrentSkipListMap<String, String>();
            try (var client = new EtcdClient(endpoints, null);
                    var _ = new Mirror(client, "/", (_, changes) -> changed(seen, changes))) {
                var writer = new Writer(client, acknowledged);
                var thread = Thread.ofVirtual().start(writer);
                for (int round = 0; round < 3; round++) {
                    int before = acknowledged.size();
                    await(() -> acknowledged.size() > before + 20);
                    var leader = leader(client, servers);
                    if (round == 1) {
                        leader.signal("STOP");
                        Thread.sleep(3000);
                        leader.signal("CONT");
                    } else {
                        leader.kill();
                        Thread.sleep(500);
                        leader.start("existing", one, two, three);
                    }
                    leader.await();
                }
                writer.ended = true;
                thread.join();
                var wanted = all(client);
                await(() -> seen.equals(wanted));

                assertThat(wanted.keySet()).containsAll(acknowledged);
                assertThat(writer.refused).isZero();
                assertThat(wanted.size() - acknowledged.size()).isLessThanOrEqualTo(writer.unknown);
                System.out.printf(
                        "%d writes, %d unknown, longest %d ms%n",
                        acknowledged.size(), writer.unknown, writer.longest);
            }
        }
    }

    private static final class Writer implements Runnable {
        private final Store store;
        private final ConcurrentSkipListSet<String> acknowledged;
        private volatile boolean ended;
        private volatile int unknown;
        private volatile int refused;
        private volatile long longest;

        private Writer(Store store, ConcurrentSkipListSet<String> acknowledged) {
            this.store = store;
            this.acknowledged = acknowledged;
        }

        @Override
        public void run() {
            for (int i = 0; !ended; i++) {
                var key = "/%06d".formatted(i);
                long begin = System.nanoTime();
                try {
                    if (store.commit(Transaction.create(key, Bytes.ofUtf8("v" + i))).committed()) {
                        acknowledged.add(key);
                    } else {
                        refused++;
                    }
                } catch (EtcdException.Unknown e) {
                    unknown++;
                }
                longest = Math.max(longest, Duration.ofNanos(System.nanoTime() - begin).toMillis());
            }
        }
    }

    private static EtcdServer leader(EtcdClient client, List<EtcdServer> servers) {
        for (var server : servers) {
            try {
                var status = client.membership().status(server.endpoint());
                if (status.leader() == status.member()) {
                    return server;
                }
            } catch (EtcdException.Unavailable e) {
                // another one
            }
        }
        throw new AssertionError("no leader");
    }

    @Test
    void changesMembers() throws Exception {
        try (var one = new EtcdServer("one");
                var two = new EtcdServer("two")) {
            one.start("new", one).await();
            try (var client = new EtcdClient(List.of(one.endpoint()), null)) {
                var members = client.membership();
                client.commit(Transaction.create("/a", Bytes.ofUtf8("1")));
                var learner = members.addLearner(two.peerUrl());
                assertThat(learner.learner()).isTrue();
                assertThat(members.addLearner(two.peerUrl())).isEqualTo(learner);
                two.start("existing", one, two);
                await(() -> promoted(members, learner.id()));
                client.use(List.of(two.endpoint()));
                assertThat(client.get("/a")).isPresent();
                assertThat(members.list())
                        .extracting(Member::name, Member::learner)
                        .containsExactlyInAnyOrder(tuple("one", false), tuple("two", false));

                long removed = members.status(one.endpoint()).member();
                await(() -> removed(members, removed));
                members.remove(removed);
                await(() -> client.get("/a").isPresent());
                assertThat(members.list()).extracting(Member::name).containsExactly("two");
                assertThat(members.status(two.endpoint()).version()).startsWith("3.");
                var snapshot = new ByteArrayOutputStream();
                members.snapshot(snapshot);
                assertThat(snapshot.size()).isGreaterThan(10_000);
            }
        }
    }

    private static boolean promoted(Membership members, long id) {
        try {
            members.promote(id);
            return true;
        } catch (EtcdException e) {
            return false;
        }
    }

    private static boolean removed(Membership members, long id) {
        try {
            members.remove(id);
            return true;
        } catch (EtcdException e) {
            return false; // for some 5 s after another change
        }
    }
}
