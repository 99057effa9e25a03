package naru.cluster.node;

import naru.cluster.port.PortException;
import naru.cluster.record.AliveRecord;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecords;
import naru.etcd.Bytes;
import naru.etcd.Condition;
import naru.etcd.EtcdException;
import naru.etcd.Store;
import naru.etcd.Transaction;
import naru.etcd.Write;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Says that this node lives, by a key that ends with a lease. The renewals also find out that the
 * server of the store no longer answers, so that all use another one within 3 s.
 */
final class Session implements AutoCloseable {
    /** A node is down after that. */
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final Logger log = System.getLogger(Session.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Store store;
    private final String node;
    private final Runnable onRemoval;
    private final String number = UUID.randomUUID().toString();
    private final Periodic thread = new Periodic("cluster-session", INTERVAL, this::pass);
    private long lease; // of the thread, and of close
    private boolean silent; // of the thread

    /**
     * @param onRemoval called when the managers refuse the node, because it was removed
     */
    Session(Store store, String node, Runnable onRemoval) {
        this.store = store;
        this.node = node;
        this.onRemoval = onRemoval;
    }

    void start() {
        thread.start();
    }

    private void pass() {
        try {
            if (lease == 0 || !store.renew(lease)) {
                lease = store.grant(LEASE);
                enter();
            }
            if (silent) {
                log.log(Level.INFO, "the managers of the cluster answer again");
            }
            silent = false;
        } catch (EtcdException.Refused e) {
            lease = 0;
            if (String.valueOf(e.getMessage()).contains(PortException.REMOVED)) {
                onRemoval.run();
            }
        } catch (EtcdException e) {
            if (!silent) {
                log.log(Level.WARNING, "no manager of the cluster answers: {0}", e.getMessage());
            }
            silent = true;
        }
    }

    private void enter() {
        var key = Layout.alive(node);
        var value = NodeRecords.INSTANCE.encode(new AliveRecord(node, number, null));
        var before = store.get(key);
        var condition =
                before.<Condition>map(Condition.Unchanged::new)
                        .orElseGet(() -> new Condition.Absent(key));
        if (!store.commit(put(condition, key, value)).committed()) {
            lease = 0; // the key of an earlier daemon has just ended
        }
    }

    private Transaction put(Condition condition, String key, Bytes value) {
        return new Transaction(List.of(condition), List.of(new Write.Put(key, value, lease)));
    }

    /** Says that the node does not live any more. */
    void end() {
        thread.close();
        try {
            if (lease != 0) {
                store.revoke(lease);
            }
        } catch (EtcdException ignored) {
            // the lease ends by itself
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
