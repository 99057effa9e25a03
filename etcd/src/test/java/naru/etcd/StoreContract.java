package naru.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What callers rely on, of etcd and of the store in memory alike. */
abstract class StoreContract {
    private static final Bytes ONE = Bytes.ofUtf8("1");
    private static final Bytes TWO = Bytes.ofUtf8("2");

    private Store store;

    abstract Store open() throws Exception;

    /** Ends a lease without waiting. */
    abstract void expire(Store store, long lease);

    @BeforeEach
    void openStore() throws Exception {
        store = open();
        for (var entry : store.list("").entries()) {
            store.commit(Transaction.delete(entry));
        }
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private Entry put(String key, Bytes value) {
        assertThat(store.commit(Transaction.create(key, value)).committed()).isTrue();
        return store.get(key).orElseThrow();
    }

    @Test
    void createsAKeyOnce() {
        var first = store.commit(Transaction.create("/a", ONE));
        var second = store.commit(Transaction.create("/a", TWO));

        assertThat(first.committed()).isTrue();
        assertThat(second.committed()).isFalse();
        assertThat(second.found("/a").orElseThrow().value()).isEqualTo(ONE);
        assertThat(second.position().continues(first.position())).isTrue();
    }

    @Test
    void replacesWhatHasNotChanged() {
        var old = put("/a", ONE);

        assertThat(store.commit(Transaction.replace(old, TWO)).committed()).isTrue();
        var late = store.commit(Transaction.replace(old, ONE));

        assertThat(late.committed()).isFalse();
        var now = store.get("/a").orElseThrow();
        assertThat(now.value()).isEqualTo(TWO);
        assertThat(now.created()).isEqualTo(old.created());
        assertThat(now.modified()).isGreaterThan(old.modified());
        assertThat(late.found("/a")).contains(now);
    }

    @Test
    void deletesWhatHasNotChanged() {
        var old = put("/a", ONE);

        assertThat(store.commit(Transaction.delete(old)).committed()).isTrue();
        assertThat(store.get("/a")).isEmpty();
        assertThat(store.commit(Transaction.delete(old)).committed()).isFalse();
    }

    @Test
    void writesAllKeysOrNone() {
        var leader = put("/leader", ONE);
        put("/taken", ONE);
        var writes = List.<Write>of(new Write.Put("/new", ONE), new Write.Put("/taken", TWO));
        var refused =
                store.commit(
                        new Transaction(List.of(new Condition.Absent("/taken")), writes)
                                .provided(new Condition.Unchanged(leader)));

        assertThat(refused.committed()).isFalse();
        assertThat(store.get("/new")).isEmpty();

        var done =
                store.commit(
                        new Transaction(List.of(new Condition.Present("/taken")), writes)
                                .provided(new Condition.Unchanged(leader)));

        assertThat(done.committed()).isTrue();
        assertThat(store.get("/new").orElseThrow().modified())
                .isEqualTo(store.get("/taken").orElseThrow().modified())
                .isEqualTo(done.position().revision());
    }

    @Test
    void listsKeysThatBeginAlike() {
        put("/a/2", TWO);
        put("/a/1", ONE);
        put("/b", ONE);
        put("/a", ONE);

        var snapshot = store.list("/a/");

        assertThat(snapshot.entries()).extracting(Entry::key).containsExactly("/a/1", "/a/2");
        assertThat(store.list("").entries()).hasSize(4);
        assertThat(store.list("/c").entries()).isEmpty();
        assertThat(store.list("/c").position()).isEqualTo(snapshot.position());
    }

    private record Seen(Position position, List<Store.Change> changes, String end) {}

    private static final class Recorder implements Store.WatchListener {
        private final LinkedBlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

        @Override
        public void changed(Position position, List<Store.Change> changes) {
            if (!changes.isEmpty()) {
                seen.add(new Seen(position, changes, ""));
            }
        }

        @Override
        public void ended(String reason) {
            seen.add(new Seen(new Position(0, 0), List.of(), reason));
        }

        private Seen next() throws InterruptedException {
            var next = seen.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("an event within 10 s").isNotNull();
            return next;
        }
    }

    @Test
    void watchesFromARevisionOn() throws Exception {
        var before = store.list("/a/").position();
        var first = put("/a/1", ONE);
        put("/b", ONE);
        var recorder = new Recorder();
        try (var _ = store.watch("/a/", before.revision() + 1, recorder)) {
            var event = recorder.next();
            assertThat(event.changes).containsExactly(new Store.Change.Set(first));
            assertThat(event.position.revision()).isEqualTo(first.modified());

            var second = put("/a/2", TWO);
            assertThat(recorder.next().changes).containsExactly(new Store.Change.Set(second));

            store.commit(Transaction.delete(first));
            assertThat(recorder.next().changes).containsExactly(new Store.Change.Removed("/a/1"));
        }
        put("/a/3", ONE);
        Thread.sleep(100);
        assertThat(recorder.seen).isEmpty();
    }

    @Test
    void reportsATransactionAtOnce() throws Exception {
        var recorder = new Recorder();
        long from = store.list("").position().revision() + 1;
        try (var _ = store.watch("/", from, recorder)) {
            var writes = new ArrayList<Write>();
            for (int i = 0; i < Transaction.MAX_OPERATIONS; i++) {
                writes.add(new Write.Put("/%03d".formatted(i), ONE));
            }
            store.commit(new Transaction(List.of(new Condition.Absent("/000")), writes));

            assertThat(recorder.next().changes).hasSize(Transaction.MAX_OPERATIONS);
        }
    }

    @Test
    void removesTheKeysOfALease() {
        long lease = store.grant(Duration.ofSeconds(30));
        store.commit(
                new Transaction(
                        List.of(new Condition.Absent("/held")),
                        List.of(new Write.Put("/held", ONE, lease))));
        put("/kept", ONE);

        assertThat(store.get("/held").orElseThrow().lease()).isEqualTo(lease);
        assertThat(store.renew(lease)).isTrue();

        expire(store, lease);

        assertThat(store.get("/held")).isEmpty();
        assertThat(store.get("/kept")).isPresent();
        assertThat(store.renew(lease)).isFalse();
        store.revoke(lease); // again
    }

    @Test
    void refusesALeaseThatHasEnded() {
        var put = new Write.Put("/held", ONE, 4711);

        assertThatThrownBy(() ->
                        store.commit(
                                new Transaction(
                                        List.of(new Condition.Absent("/held")), List.of(put))))
                .isInstanceOf(EtcdException.Refused.class)
                .hasMessageContaining("lease not found");
    }
}
