package naru.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.cli.config.StoreSettings;
import naru.cluster.identity.Ids;
import naru.cluster.network.ClusterNetworks;
import naru.cluster.network.NamedStore;
import naru.cluster.network.NodeNetworks;
import naru.cluster.network.Self;
import naru.cluster.network.TunnelAddress;
import naru.cluster.record.ClusterRecord;
import naru.etcd.EtcdClient;
import naru.network.Networks;
import naru.network.host.Host;
import naru.network.journal.Durability;
import naru.network.journal.Journal;
import naru.network.model.NaruException;
import naru.network.settings.DefaultPool;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The networks that this host shares with others by an etcd that its configuration names. */
record NamedCluster(NamedStore store, Self self, ClusterNetworks shared) {
    private static final String NODE = "node/id"; // the journal's key

    private static final List<DefaultPool> POOLS =
            NodeNetworks.pools(ClusterRecord.DEFAULT_POOLS, ClusterRecord.DEFAULT_SUBNET_SIZE);

    /**
     * Empty without a store in the configuration.
     *
     * @throws NaruException.Invalid if this host has no address for tunnels
     */
    static Optional<NamedCluster> of(
            StoreSettings settings, Journal journal, Host host, ClusterNetworks shared) {
        var store = settings.store();
        if (store == null) {
            return Optional.empty();
        }
        try {
            var self =
                    new Self(
                            node(journal),
                            host.sysctl().read("kernel/hostname"),
                            TunnelAddress.find(host.route(), settings.advertise()),
                            ClusterRecord.DEFAULT_DATA_PATH_PORT);
            return Optional.of(new NamedCluster(store, self, shared));
        } catch (IllegalArgumentException e) {
            throw new NaruException.Invalid("cluster-store: " + e.getMessage());
        }
    }

    /** Drawn at the first start. */
    private static String node(Journal journal) {
        var known = journal.get(NODE);
        if (known.isPresent()) {
            return new String(known.get(), UTF_8);
        }
        var drawn = Ids.next();
        journal.put(NODE, drawn.getBytes(UTF_8), Durability.POWER);
        return drawn;
    }

    /**
     * After networks were restored. The result is closed after {@link ClusterNetworks}.
     *
     * @throws IOException if a certificate cannot be read
     */
    EtcdClient start(Networks networks) throws IOException {
        var client = store.open();
        shared.start(self, networks, client, () -> Optional.of(POOLS));
        return client;
    }
}
