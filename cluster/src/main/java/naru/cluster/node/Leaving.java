package naru.cluster.node;

import naru.cluster.identity.Role;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecords;
import naru.etcd.Entry;
import naru.etcd.EtcdException;
import naru.etcd.Store;
import naru.etcd.Transaction;
import naru.network.model.NaruException;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;

/** What a manager does before it leaves. The messages are Docker's. */
final class Leaving {
    private static final Logger log = System.getLogger(Leaving.class.getName());
    private static final String MANAGER =
            "You are attempting to leave the swarm on a node that is participating as a manager. ";
    private static final String LAST =
            "Removing the last manager erases all current state of the swarm. Use `--force` to"
                    + " ignore this message. ";
    private static final String REST =
            "The only way to restore a swarm that has lost consensus is to reinitialize it with"
                    + " `--force-new-cluster`. Use `--force` to suppress this message.";

    private Leaving() {}

    static String refusal(RunningNode node) {
        try {
            var manager = node.manager().orElseThrow();
            var control = new ClusterControl(manager.local(), manager.members(), Clock.systemUTC());
            var managers =
                    control.nodes().stream().filter(view -> view.manager().isPresent()).toList();
            long reachable =
                    managers.stream().filter(view -> view.manager().get().reachable()).count();
            if (reachable == 1 && managers.size() == 1) {
                return MANAGER + LAST;
            }
            return reachable - 2 < managers.size() / 2
                    ? MANAGER
                            + "Removing this node leaves %d managers out of %d. Without a Raft"
                                    .formatted(reachable - 1, managers.size())
                            + " quorum your swarm will be inaccessible. "
                            + REST
                    : MANAGER + REST;
        } catch (EtcdException | NaruException noQuorum) {
            return MANAGER + "Doing so may lose the consensus of your cluster. " + REST;
        }
    }

    /** Gives back its vote, and ends etcd. Goes on without a quorum. */
    static void resign(RunningNode node, Clock clock) throws IOException {
        var manager = node.manager();
        if (manager.isEmpty()) {
            return;
        }
        var part = manager.get();
        try {
            if (part.members().list().size() > 1) {
                becomeWorker(node, part, clock);
                part.members().remove(node.id());
            }
        } catch (EtcdException e) {
            log.log(Level.WARNING, "leaving without the consent of the other managers", e);
        }
        part.member().stop();
    }

    private static void becomeWorker(RunningNode node, ManagerPart part, Clock clock) {
        part.local()
                .get(Layout.node(node.id()))
                .ifPresent(entry -> demote(part.local(), entry, clock));
    }

    /** Records that a node is a worker, unless its record has changed meanwhile. */
    static void demote(Store store, Entry entry, Clock clock) {
        var node = NodeRecords.INSTANCE.node(entry.value());
        var worker = node.with(node.spec().with(Role.WORKER), clock.instant());
        store.commit(Transaction.replace(entry, NodeRecords.INSTANCE.encode(worker)));
    }
}
