package naru.cluster.port;

import naru.cluster.identity.NodeName;
import naru.cluster.identity.Role;
import naru.etcd.Store;
import naru.etcd.StoreAccess;
import naru.etcd.Transaction;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The rights of one node, and what it has open at this manager. */
final class NodeAccess implements StoreAccess {
    private final Set<Long> leases;
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
    private final NodeName name;
    private final WorkerRights rights;
    private volatile boolean barred;

    NodeAccess(Store store, NodeName name, Set<Long> leases) {
        this.name = name;
        this.leases = leases;
        rights = new WorkerRights(store, name.node(), this::owns);
    }

    private boolean isManager() {
        return name.role() == Role.MANAGER;
    }

    @Override
    public void checkList(String prefix) {
        if (!isManager()) {
            rights.checkList(prefix);
        }
    }

    @Override
    public void checkGet(String key) {
        if (!isManager()) {
            rights.checkGet(key);
        }
    }

    @Override
    public void checkCommit(Transaction transaction) {
        if (!isManager()) {
            rights.checkCommit(transaction);
        }
    }

    @Override
    public void granted(long lease) {
        leases.add(lease);
    }

    /** Leases of this manager's callers; a node that comes from another one takes a new lease. */
    @Override
    public boolean owns(long lease) {
        return isManager() || leases.contains(lease);
    }

    @Override
    public Registration whenBarred(Runnable action) {
        open.add(action);
        if (barred) {
            open.remove(action);
            throw Caller.refusal("the node was removed, or its role has changed");
        }
        return () -> open.remove(action);
    }

    /** Ends all watches. */
    void bar() {
        barred = true;
        for (var action : Set.copyOf(open)) {
            action.run();
        }
    }
}
