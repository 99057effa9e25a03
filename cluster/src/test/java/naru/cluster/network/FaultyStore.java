package naru.cluster.network;

import naru.etcd.Entry;
import naru.etcd.EtcdException;
import naru.etcd.MemoryStore;
import naru.etcd.Outcome;
import naru.etcd.Snapshot;
import naru.etcd.Store;
import naru.etcd.Transaction;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One host's connection to a store: requests and replies are lost, watches end, daemons die. */
final class FaultyStore implements Store {
    private final MemoryStore target;
    private final Random random;
    private final Set<WatchListener> watches = ConcurrentHashMap.newKeySet();
    final Set<Long> leases = ConcurrentHashMap.newKeySet();
    private final AtomicInteger callsToDeath = new AtomicInteger(Integer.MAX_VALUE);
    volatile boolean faulty;
    private volatile boolean parted;
    private volatile boolean dead;

    /** The daemon of this connection has died in a request. */
    static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;

        Death() {
            super("died");
        }
    }

    FaultyStore(MemoryStore target, long seed) {
        this.target = target;
        random = new Random(seed);
    }

    /** The daemon dies in its n-th request from now on. */
    void dieAt(int n) {
        callsToDeath.set(n);
    }

    boolean isDead() {
        return dead;
    }

    void part() {
        parted = true;
        for (var watch : Set.copyOf(watches)) {
            watches.remove(watch);
            watch.ended("parted");
        }
    }

    void heal() {
        parted = false;
        faulty = false;
    }

    private int draw(int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    private <T> T call(Supplier<T> request, boolean write) {
        boolean dies = callsToDeath.decrementAndGet() == 0;
        if (dead || dies && draw(2) == 0) {
            dead = true;
            throw new Death();
        }
        if (parted || faulty && draw(10) == 0) {
            throw new EtcdException.Unavailable("no reply", null);
        }
        if (faulty) {
            Thread.yield();
        }
        var reply = request.get();
        if (dies) {
            dead = true;
            throw new Death();
        }
        if (faulty && write && draw(10) == 0) {
            throw new EtcdException.Unknown("the reply was lost", null);
        }
        return reply;
    }

    @Override
    public Snapshot list(String prefix) {
        return call(() -> target.list(prefix), false);
    }

    @Override
    public Optional<Entry> get(String key) {
        return call(() -> target.get(key), false);
    }

    @Override
    public Outcome commit(Transaction transaction) {
        return call(() -> target.commit(transaction), true);
    }

    @Override
    public Watch watch(String prefix, long from, WatchListener listener) {
        watches.add(listener);
        var watch =
                call(
                        () ->
                                target.watch(
                                        prefix,
                                        from,
                                        new WatchListener() {
                                            @Override
                                            public void changed(
                                                    naru.etcd.Position position,
                                                    java.util.List<Change> changes) {
                                                if (watches.contains(listener)) {
                                                    listener.changed(position, changes);
                                                }
                                            }

                                            @Override
                                            public void ended(String reason) {
                                                listener.ended(reason);
                                            }
                                        }),
                        false);
        return () -> {
            watches.remove(listener);
            watch.close();
        };
    }

    @Override
    public long grant(Duration life) {
        return call(
                () -> {
                    long lease = target.grant(life);
                    leases.add(lease);
                    return lease;
                },
                true);
    }

    @Override
    public boolean renew(long lease) {
        return call(() -> target.renew(lease), false);
    }

    @Override
    public void revoke(long lease) {
        call(
                () -> {
                    target.revoke(lease);
                    return true;
                },
                true);
    }

    @Override
    public void close() {
        watches.clear();
    }
}
