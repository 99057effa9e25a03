package naru.cluster.network;

import naru.cluster.node.ActiveNode;
import naru.cluster.node.ClusterNode;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecord;
import naru.cluster.record.NodeRecords;
import naru.etcd.EtcdException;
import naru.etcd.Store;
import naru.network.Networks;
import naru.network.address.Prefix;
import naru.network.settings.DefaultPool;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/** Shares networks with the other nodes of a cluster while this host is one of them. */
public final class NodeNetworks implements ClusterNode.Listener {
    private static final Logger log = System.getLogger(NodeNetworks.class.getName());

    private final ClusterNetworks shared;
    private final Networks networks;
    private final String name;
    private volatile @Nullable Store store;

    /**
     * @param name of this host, as users see it
     */
    public NodeNetworks(ClusterNetworks shared, Networks networks, String name) {
        this.shared = shared;
        this.networks = networks;
        this.name = name;
    }

    @Override
    public void activated(ActiveNode node) {
        store = node.store();
        var self = new Self(node.id(), name, node.dataPath(), node.dataPathPort());
        shared.start(self, networks, node.store(), () -> pools(node));
        if (node.isManager()) {
            releaseSoon(); // nodes may have been removed while no daemon of a manager ran
        }
    }

    @Override
    public void changed(@Nullable NodeRecord before, @Nullable NodeRecord after) {
        if (after == null) {
            releaseSoon();
        }
    }

    private void releaseSoon() {
        var current = store;
        if (current != null) {
            Thread.ofVirtual().name("naru-removed-nodes").start(() -> release(current));
        }
    }

    private static void release(Store store) {
        try {
            int released = new RemovedNodes(store).release();
            if (released > 0) {
                log.log(Level.INFO, "{0} addresses of removed nodes are released", released);
            }
        } catch (EtcdException e) {
            log.log(
                    Level.WARNING,
                    "addresses of removed nodes stay until the next one is removed: {0}",
                    e.getMessage());
        }
    }

    /** Of the cluster; empty on a worker. */
    private static Optional<List<DefaultPool>> pools(ActiveNode node) {
        if (!node.isManager()) {
            return Optional.empty();
        }
        var record =
                node.store()
                        .get(Layout.CLUSTER)
                        .map(entry -> NodeRecords.INSTANCE.cluster(entry.value()));
        return record.map(cluster -> pools(cluster.pools(), cluster.subnetSize()));
    }

    /**
     * Pools of automatic subnets.
     *
     * @param bases in CIDR form
     * @param size the length of the prefixes of subnets in bits
     */
    public static List<DefaultPool> pools(List<String> bases, int size) {
        return bases.stream().map(base -> new DefaultPool(Prefix.parse(base), size)).toList();
    }

    @Override
    public void left() {
        store = null;
        shared.leave();
    }
}
