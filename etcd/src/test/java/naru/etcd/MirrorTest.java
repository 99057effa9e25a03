package naru.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;

class MirrorTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private final MemoryStore memory = new MemoryStore();
    private final Map<String, String> seen = new TreeMap<>();

    private synchronized void changed(Position position, List<Mirror.Change> changes) {
        for (var change : changes) {
            assertThat(seen.get(change.key()))
                    .isEqualTo(change.before() == null ? null : change.before().value().utf8());
            if (change.after() == null) {
                seen.remove(change.key());
            } else {
                seen.put(change.key(), change.after().value().utf8());
            }
        }
    }

    private synchronized Map<String, String> seen() {
        return new TreeMap<>(seen);
    }

    private void set(String key, String value) {
        var old = memory.get(key);
        memory.commit(
                old.isEmpty()
                        ? Transaction.create(key, Bytes.ofUtf8(value))
                        : Transaction.replace(old.get(), Bytes.ofUtf8(value)));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.sleep(1);
        }
    }

    @Test
    void startsWithWhatIsThere() throws Exception {
        set("/a/1", "one");
        set("/b", "other");
        try (var _ = new Mirror(memory, "/a/", this::changed)) {
            await(() -> seen().equals(Map.of("/a/1", "one")));

            set("/a/2", "two");
            await(() -> seen().equals(Map.of("/a/1", "one", "/a/2", "two")));

            memory.commit(Transaction.delete(memory.get("/a/1").orElseThrow()));
            await(() -> seen().equals(Map.of("/a/2", "two")));
        }
    }

    @Test
    void listsAgainAfterADisconnect() throws Exception {
        try (var mirror = new Mirror(memory, "/", this::changed)) {
            await(() -> mirror.statistics().following());
            set("/gone", "1");
            await(() -> seen().size() == 1);
            long lists = mirror.statistics().lists();
            synchronized (memory) { // the mirror cannot list between these
                memory.disconnect();
                memory.commit(Transaction.delete(memory.get("/gone").orElseThrow()));
                set("/new", "2");
                memory.compact();
            }

            await(() -> seen().equals(Map.of("/new", "2")));
            assertThat(mirror.statistics().lists()).isGreaterThan(lists);
            assertThat(mirror.statistics().missed()).isZero();
        }
    }

    /** A store whose watches lose every second change. */
    private final class Lossy extends Delegate {
        Lossy() {
            super(memory);
        }

        @Override
        public Watch watch(String prefix, long from, WatchListener listener) {
            return super.watch(
                    prefix,
                    from,
                    new WatchListener() {
                        private int count;

                        @Override
                        public void changed(Position position, List<Change> changes) {
                            if (++count % 2 == 0) {
                                listener.changed(position, changes);
                            }
                        }

                        @Override
                        public void ended(String reason) {
                            listener.ended(reason);
                        }
                    });
        }
    }

    @Test
    void findsWhatAWatchHasLost() throws Exception {
        try (var mirror = new Mirror(new Lossy(), "/", this::changed, Duration.ofMillis(200))) {
            await(() -> mirror.statistics().following());
            set("/lost", "1");
            set("/seen", "2");

            await(() -> seen().equals(Map.of("/lost", "1", "/seen", "2")));
            await(() -> mirror.statistics().missed() == 1);
        }
    }

    @Test
    void takesOverARestoredStore() throws Exception {
        var other = new MemoryStore(2);
        other.commit(Transaction.create("/restored", Bytes.ofUtf8("1")));
        var current = new Delegate(memory);
        set("/a", "1");
        set("/a", "2");
        try (var mirror = new Mirror(current, "/", this::changed)) {
            await(() -> mirror.statistics().following());
            assertThat(seen()).isEqualTo(Map.of("/a", "2"));
            current.target = other;
            memory.disconnect();

            await(() -> seen().equals(Map.of("/restored", "1")));
        }
    }

    @Test
    void doubtsAnOlderListOfTheSameStore() throws Exception {
        var stale = new MemoryStore(1);
        var current = new Delegate(memory);
        set("/a", "1");
        set("/a", "2");
        try (var mirror = new Mirror(current, "/", this::changed)) {
            await(() -> mirror.statistics().following());
            current.staleLists = 2;
            current.stale = stale;
            memory.disconnect();

            await(() -> mirror.statistics().lists() == 2);
            assertThat(current.staleLists).isZero();
            assertThat(seen()).isEqualTo(Map.of("/a", "2"));
        }
    }

    @Test
    void survivesAnUnavailableStore() throws Exception {
        var current = new Delegate(memory);
        current.failures = 3;
        set("/a", "1");
        try (var _ = new Mirror(current, "/", this::changed)) {
            await(() -> seen().equals(Map.of("/a", "1")));
            assertThat(current.failures).isZero();
        }
    }

    @Test
    void agreesWithTheStoreAfterAnyFaults() throws Exception {
        for (int seed = 1; seed <= 50; seed++) {
            var random = new Random(seed);
            seen.clear();
            for (var entry : memory.list("/").entries()) {
                memory.commit(Transaction.delete(entry));
            }
            try (var _ = new Mirror(memory, "/", this::changed, MINUTE)) {
                for (int step = 0; step < 200; step++) {
                    var key = "/" + random.nextInt(20);
                    switch (random.nextInt(20)) {
                        case 0 -> memory.disconnect();
                        case 1 -> memory.compact();
                        case 2 -> Thread.sleep(1);
                        case 3, 4, 5, 6 ->
                                memory.get(key)
                                        .ifPresent(e -> memory.commit(Transaction.delete(e)));
                        default -> set(key, seed + "." + step);
                    }
                }
                var wanted = new TreeMap<String, String>();
                memory.list("/")
                        .entries()
                        .forEach(entry -> wanted.put(entry.key(), entry.value().utf8()));
                await(() -> seen().equals(wanted));
            }
        }
    }
}
