package naru.cluster.node;

import naru.cluster.identity.Authority;
import naru.cluster.identity.Ids;
import naru.cluster.identity.JoinToken;
import naru.cluster.identity.Keys;
import naru.cluster.identity.NodeName;
import naru.cluster.identity.Role;
import naru.cluster.member.FirstStart;
import naru.cluster.option.ClusterSettings;
import naru.cluster.option.InitOptions;
import naru.cluster.record.AuthorityRecord;
import naru.cluster.record.ClusterRecord;
import naru.cluster.record.ClusterSpec;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecord;
import naru.cluster.record.NodeRecords;
import naru.cluster.record.NodeSpec;
import naru.etcd.Condition;
import naru.etcd.Store;
import naru.etcd.Transaction;
import naru.etcd.Write;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;

/** Forms a cluster of one node, or makes one of a survivor. */
record Founding(ClusterSettings settings, NodeFolder folder, Clock clock) {
    /** A manager that runs, and what is to be kept of it. */
    record Founded(NodeState state, ManagerPart manager) {}

    /** A new cluster. The state is not saved: until then a later start discards everything. */
    Founded create(InitOptions options) throws IOException, GeneralSecurityException {
        var listen = Addresses.listen(options.listen());
        var advertised =
                Addresses.advertise(options.advertise(), settings.advertise(), listen.port());
        var address = InetAddress.ofLiteral(advertised.host());
        var state =
                new NodeState(
                        Ids.next(),
                        Ids.next(),
                        Role.MANAGER,
                        InetAddress.ofLiteral(listen.host()),
                        listen.port(),
                        address,
                        Addresses.dataPath(options.dataPath(), address),
                        options.dataPathPort() == 0
                                ? ClusterRecord.DEFAULT_DATA_PATH_PORT
                                : options.dataPathPort(),
                        List.of());
        var spec = options.spec().withDefaults();
        var authority = Authority.create(clock.instant());
        var keys = Keys.next();
        var certificate =
                authority.issue(
                        new NodeName(state.cluster(), Role.MANAGER, state.id()),
                        keys.getPublic(),
                        List.of(address),
                        clock.instant(),
                        spec.certificateExpiry());
        var member = new Programs(settings).member(folder, state); // refuses without etcd
        folder.create();
        folder.saveKey(keys.getPrivate());
        folder.saveCertificates(authority.rootPem(), Keys.pem(List.of(certificate)));
        var part = new ManagerPart(folder, state, member, FirstStart.founder(member), clock);
        try {
            part.member().start();
            write(part.local(), state, authority, spec, options);
            part.open();
        } catch (IOException | RuntimeException e) {
            part.remove();
            throw e;
        }
        return new Founded(state, part);
    }

    private void write(
            Store store,
            NodeState state,
            Authority authority,
            ClusterSpec spec,
            InitOptions options) {
        var now = clock.instant();
        var root = authority.rootPem();
        var cluster =
                new ClusterRecord(
                        state.cluster(),
                        now,
                        now,
                        spec,
                        root,
                        options.pools().isEmpty() ? ClusterRecord.DEFAULT_POOLS : options.pools(),
                        options.subnetSize() == 0
                                ? ClusterRecord.DEFAULT_SUBNET_SIZE
                                : options.subnetSize(),
                        state.dataPathPort());
        var secrets =
                new AuthorityRecord(
                        root,
                        Keys.pem(authority.key()),
                        JoinToken.next(root).text(),
                        JoinToken.next(root).text());
        var availability = options.availability().isEmpty() ? "active" : options.availability();
        var node =
                new NodeRecord(
                        state.id(),
                        now,
                        now,
                        NodeSpec.of(Role.MANAGER, availability),
                        HostDescription.of(settings),
                        state.address(),
                        state.port(),
                        state.dataPath());
        var records = NodeRecords.INSTANCE;
        store.commit(
                new Transaction(
                        List.of(new Condition.Absent(Layout.CLUSTER)),
                        List.of(
                                new Write.Put(Layout.CLUSTER, records.encode(cluster)),
                                new Write.Put(Layout.AUTHORITY, records.encode(secrets)),
                                new Write.Put(Layout.node(state.id()), records.encode(node)))));
    }

    /** The same cluster with this manager alone; the others become workers. */
    ManagerPart survive(NodeState state) throws IOException {
        var member = new Programs(settings).member(folder, state);
        var part = new ManagerPart(folder, state, member, FirstStart.survivor(member), clock);
        try {
            part.member().start();
            for (var entry : part.local().list(Layout.NODES).entries()) {
                var node = NodeRecords.INSTANCE.node(entry.value());
                if (node.spec().isManager() && !node.id().equals(state.id())) {
                    Leaving.demote(part.local(), entry, clock);
                }
            }
            part.open();
        } catch (IOException | RuntimeException e) {
            part.close();
            throw e;
        }
        return part;
    }
}
