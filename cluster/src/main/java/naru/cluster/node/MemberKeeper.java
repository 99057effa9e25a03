package naru.cluster.node;

import naru.cluster.member.Members;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecords;
import naru.etcd.EtcdClient;
import naru.etcd.EtcdException;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.stream.Collectors;

/** Removes members of etcd whose nodes are managers no longer. The leader's work. */
final class MemberKeeper implements AutoCloseable {
    private static final Logger log = System.getLogger(MemberKeeper.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    private final EtcdClient local;
    private final Members members;
    private final Periodic thread = new Periodic("cluster-members", INTERVAL, this::pass);

    MemberKeeper(EtcdClient local, Members members) {
        this.local = local;
        this.members = members;
    }

    void start() {
        thread.start();
    }

    private void pass() {
        if (!members.isLeader()) {
            return;
        }
        try {
            var managers =
                    local.list(Layout.NODES).entries().stream()
                            .map(entry -> NodeRecords.INSTANCE.node(entry.value()))
                            .filter(node -> node.spec().isManager())
                            .map(node -> node.id())
                            .collect(Collectors.toSet());
            for (var member : members.list()) {
                if (!member.name().isEmpty() && !managers.contains(member.name())) {
                    log.log(Level.INFO, "removing the member of node {0}", member.name());
                    members.remove(member.name());
                }
            }
        } catch (EtcdException e) { // repeated by the next pass
            log.log(Level.DEBUG, "cannot compare the members of etcd with the nodes", e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
