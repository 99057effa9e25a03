package naru.cluster.network;

import naru.cluster.node.ActiveNode;
import naru.cluster.node.ClusterNode;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecords;
import naru.network.Networks;
import naru.network.address.Prefix;
import naru.network.settings.DefaultPool;

import java.util.List;
import java.util.Optional;

/**
 * Shares networks with the other nodes of a cluster while this host is one of them.
 *
 * @param name of this host, as users see it
 */
public record NodeNetworks(ClusterNetworks shared, Networks networks, String name)
        implements ClusterNode.Listener {
    @Override
    public void activated(ActiveNode node) {
        var self = new Self(node.id(), name, node.dataPath(), node.dataPathPort());
        shared.start(self, networks, node.store(), () -> pools(node));
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
        return record.map(cluster ->
                cluster.pools().stream()
                        .map(base -> new DefaultPool(Prefix.parse(base), cluster.subnetSize()))
                        .toList());
    }

    @Override
    public void left() {
        shared.leave();
    }
}
