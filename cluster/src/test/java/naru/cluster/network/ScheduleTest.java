package naru.cluster.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.cluster.record.AddressRecord;
import naru.cluster.record.Layout;
import naru.etcd.MemoryStore;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Three hosts, each with a thread of random operations, whose requests to the store and replies are
 * lost, whose connections are cut, and which die in the middle of requests. {@code
 * -Dnaru.schedules=N} runs more, {@code -Dnaru.schedules.first=N} begins at another seed.
 */
class ScheduleTest {
    private static final int FIRST = Integer.getInteger("naru.schedules.first", 1);
    private static final int COUNT = Integer.getInteger("naru.schedules", 200);
    private static final int AT_ONCE = 8;
    private static final int STEPS = 14;
    private static final List<String> NAMES = List.of("app", "back", "data");

    @Test
    void holdsNothingTwiceAndLosesNothing() throws Exception {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var runs = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < COUNT; i++) {
                long seed = FIRST + i;
                runs.add(() -> {
                    new Schedule(seed).run();
                    return true;
                });
            }
            for (var run : threads.invokeAll(runs)) {
                run.get();
            }
        }
    }

    private static final class Schedule {
        private final long seed;
        private final MemoryStore store = new MemoryStore();
        private final History history = new History(store);
        private final List<Actor> actors = new ArrayList<>();

        Schedule(long seed) {
            this.seed = seed;
            for (int i = 1; i <= 3; i++) {
                actors.add(new Actor(i, store, history, seed * 31 + i));
            }
        }

        void run() throws Exception {
            try (var threads = Executors.newFixedThreadPool(actors.size())) {
                for (var done : threads.invokeAll(actors)) {
                    done.get();
                }
            }
            actors.forEach(Actor::recover);
            actors.forEach(actor -> actor.connection.leases.forEach(store::expire));
            for (var actor : actors) {
                TestHost.await(
                        () -> "seed %d: %s of %s".formatted(seed, actor.difference(), actor),
                        () -> actor.difference().isEmpty());
            }
            assertThat(history.violations).as("seed " + seed).isEmpty();
            actors.forEach(Actor::close);
        }
    }

    /** A host and its users. One thread. */
    private static final class Actor implements Callable<Boolean> {
        private final TestHost host;
        private final MemoryStore store;
        private final History history;
        private final Random random;
        private final long seed;
        private final Map<String, String> running = new TreeMap<>(); // addresses by container
        private FaultyStore connection;
        private int starts;

        Actor(int number, MemoryStore store, History history, long seed) {
            host = new TestHost(number);
            this.store = store;
            this.history = history;
            this.seed = seed;
            random = new Random(seed);
            connect();
        }

        private void connect() {
            connection = new FaultyStore(store, seed + ++starts);
            host.boot().connect(connection);
        }

        @Override
        public Boolean call() {
            connection.faulty = true;
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            return true;
        }

        private void step() {
            try {
                switch (random.nextInt(12)) {
                    case 0, 1 -> host.create(pick(NAMES));
                    case 2 -> host.networks.delete(pick(NAMES));
                    case 3 -> connection.part();
                    case 4 -> {
                        connection.heal();
                        connection.faulty = true;
                    }
                    case 5 -> connection.dieAt(1 + random.nextInt(12));
                    case 6, 7 -> stop();
                    case 8 -> host.networks.rename(TestHost.id(pick(containers())), "r" + starts);
                    default -> start();
                }
            } catch (FaultyStore.Death | NaruException expected) {
                // a user would see the message
            }
            if (connection.isDead()) {
                restart();
            }
        }

        private void restart() {
            host.die();
            connect();
            connection.faulty = true;
        }

        private List<String> containers() {
            var prefix = host.self.name() + "c";
            return List.of(prefix + "1", prefix + "2", prefix + "3", prefix + "4");
        }

        private void start() {
            var container = pick(containers());
            var network = pick(NAMES);
            if (!running.containsKey(container)) {
                var id = host.networks.get(network).id();
                var address = id + "/" + host.open(container, network);
                running.put(container, address);
                history.opened(address, container);
            }
        }

        private void stop() {
            var container = pick(containers());
            var address = running.remove(container);
            if (address != null) {
                history.closing(address);
                host.close(container);
            }
        }

        private <T> T pick(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        void recover() {
            connection.heal();
            connection.dieAt(Integer.MAX_VALUE);
            if (connection.isDead()) {
                host.die();
                connect();
            }
        }

        /** How this host differs from the store, and the store from its containers. */
        String difference() {
            var rows = new ArrayList<AddressRecord>();
            for (var entry : store.list(Layout.ADDRESSES).entries()) {
                rows.add(NetworkRecords.address(entry.value()));
            }
            rows.removeIf(AddressRecord::resting);
            for (var container : running.keySet()) {
                if (host.networks.sandbox(TestHost.id(container)).isEmpty()) {
                    return container + " was started and has no sandbox";
                }
            }
            var mine = endpoints();
            var own = ids(rows, true);
            if (!own.equals(mine)) {
                return "own rows %s, endpoints %s".formatted(own, mine);
            }
            var macs = new TreeSet<String>();
            rows.stream()
                    .filter(row -> !row.node().equals(host.self.node()))
                    .forEach(row -> macs.add(row.mac()));
            if (!macs.equals(new TreeSet<>(host.tunnels.keySet()))) {
                return "rows %s, tunnels %s".formatted(macs, host.tunnels.keySet());
            }
            var defined = new TreeSet<String>();
            store.list(Layout.NETWORKS).entries().stream()
                    .filter(entry -> NetworkRecords.defined(entry.key()) != null)
                    .forEach(entry -> defined.add(NetworkRecords.network(entry.value()).name()));
            var known =
                    host.networks.list().stream()
                            .filter(Network::isShared)
                            .map(Network::name)
                            .collect(Collectors.toCollection(TreeSet::new));
            return defined.equals(known) ? "" : "defined %s, known %s".formatted(defined, known);
        }

        private Set<String> endpoints() {
            return host.networks.sandboxes().stream()
                    .flatMap(sandbox -> sandbox.endpoints().stream())
                    .filter(endpoint -> endpoint.networkId().isShared())
                    .map(Endpoint::id)
                    .map(Object::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private Set<String> ids(List<AddressRecord> rows, boolean own) {
            return rows.stream()
                    .filter(row -> row.node().equals(host.self.node()) == own)
                    .map(row -> row.endpointId().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        void close() {
            host.close();
        }

        @Override
        public String toString() {
            return host.self.name();
        }
    }
}
