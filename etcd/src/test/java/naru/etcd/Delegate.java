package naru.etcd;

import java.time.Duration;
import java.util.Optional;

/** A store that can be exchanged, fail, and serve stale lists. */
class Delegate implements Store {
    volatile Store target;
    volatile MemoryStore stale = new MemoryStore();
    volatile int staleLists;
    volatile int failures;

    Delegate(Store target) {
        this.target = target;
    }

    @Override
    public Snapshot list(String prefix) {
        if (failures > 0) {
            failures--;
            throw new EtcdException.Unavailable("no server answered", null);
        }
        if (staleLists > 0) {
            staleLists--;
            return stale.list(prefix);
        }
        return target.list(prefix);
    }

    @Override
    public Optional<Entry> get(String key) {
        return target.get(key);
    }

    @Override
    public Outcome commit(Transaction transaction) {
        return target.commit(transaction);
    }

    @Override
    public Watch watch(String prefix, long from, WatchListener listener) {
        return target.watch(prefix, from, listener);
    }

    @Override
    public long grant(Duration life) {
        return target.grant(life);
    }

    @Override
    public boolean renew(long lease) {
        return target.renew(lease);
    }

    @Override
    public void revoke(long lease) {
        target.revoke(lease);
    }

    @Override
    public void close() {
        target.close();
    }
}
