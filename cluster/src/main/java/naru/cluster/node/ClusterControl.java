package naru.cluster.node;

import naru.cluster.identity.JoinToken;
import naru.cluster.member.Members;
import naru.cluster.record.AuthorityRecord;
import naru.cluster.record.ClusterRecord;
import naru.cluster.record.ClusterSpec;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecord;
import naru.cluster.record.NodeRecords;
import naru.cluster.record.NodeSpec;
import naru.etcd.Condition;
import naru.etcd.Entry;
import naru.etcd.EtcdException;
import naru.etcd.Member;
import naru.etcd.Store;
import naru.etcd.Transaction;
import naru.etcd.Write;
import naru.network.model.NaruException;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What administrators do at a manager. The messages are Docker's. */
public final class ClusterControl {
    /** The refusal of a host of no cluster. */
    public static final String NONE =
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\""
                    + " to connect this node to swarm and try again.";

    /** The refusal of a worker. */
    public static final String WORKER =
            "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster"
                    + " state. Please run this command on a manager node or promote the current"
                    + " node to a manager.";

    private static final String OUT_OF_SEQUENCE =
            "rpc error: code = Unknown desc = update out of sequence";
    private static final Duration MIN_EXPIRY = Duration.ofHours(1);

    private final Store store;
    private final Members members;
    private final Clock clock;

    ClusterControl(Store store, Members members, Clock clock) {
        this.store = store;
        this.members = members;
        this.clock = clock;
    }

    /** The cluster and its tokens. */
    public ClusterView cluster() {
        var entry = entry(Layout.CLUSTER);
        var secrets = NodeRecords.INSTANCE.authority(entry(Layout.AUTHORITY).value());
        return new ClusterView(
                NodeRecords.INSTANCE.cluster(entry.value()),
                entry.modified(),
                secrets.workerToken(),
                secrets.managerToken());
    }

    private Entry entry(String key) {
        return reading(() -> store.get(key))
                .orElseThrow(() -> new NaruException.HostFailure(key + " is missing"));
    }

    private interface Reading<T> {
        T read();
    }

    /** Without a quorum there is no answer. */
    private static <T> T reading(Reading<T> reading) {
        try {
            return reading.read();
        } catch (EtcdException e) {
            throw new NaruException.Exhausted(
                    "rpc error: code = Unknown desc = The swarm does not have a leader. It's"
                            + " possible that too few managers are online. Make sure more than"
                            + " half of the managers are online. "
                            + e.getMessage());
        }
    }

    /**
     * Replaces the cluster's spec, and tokens.
     *
     * @param version that the caller has seen
     */
    public void update(
            long version, ClusterSpec spec, boolean rotateWorker, boolean rotateManager) {
        if (spec.certificateExpiry().compareTo(MIN_EXPIRY) < 0) {
            throw new NaruException.Invalid(
                    "rpc error: code = InvalidArgument desc = minimum certificate expiry time is:"
                            + " 1h0m0s");
        }
        var entry = entry(Layout.CLUSTER);
        var cluster = NodeRecords.INSTANCE.cluster(entry.value());
        refuseAuthority(cluster, spec);
        var secretEntry = entry(Layout.AUTHORITY);
        var secrets = NodeRecords.INSTANCE.authority(secretEntry.value());
        var root = secrets.certificate();
        var rotated =
                new AuthorityRecord(
                        root,
                        secrets.key(),
                        rotateWorker ? JoinToken.next(root).text() : secrets.workerToken(),
                        rotateManager ? JoinToken.next(root).text() : secrets.managerToken());
        var changed = cluster.with(spec.withDefaults(), clock.instant());
        write(
                version,
                entry,
                List.of(
                        new Write.Put(Layout.CLUSTER, NodeRecords.INSTANCE.encode(changed)),
                        new Write.Put(Layout.AUTHORITY, NodeRecords.INSTANCE.encode(rotated))),
                new Condition.Unchanged(secretEntry));
    }

    private static void refuseAuthority(ClusterRecord cluster, ClusterSpec spec) {
        var now = cluster.spec().certificates();
        var wanted = spec.certificates();
        if (wanted != null
                && now != null
                && (wanted.forceRotate() != now.forceRotate()
                        || wanted.signingCertificate() != null)) {
            throw new NaruException.NotImplemented(
                    "Naru does not replace the certificate authority of a cluster");
        }
    }

    private void write(long version, Entry entry, List<Write> writes, Condition... further) {
        if (version != entry.modified()) {
            throw new NaruException.HostFailure(OUT_OF_SEQUENCE);
        }
        var conditions = new ArrayList<Condition>(List.of(further));
        conditions.add(new Condition.Unchanged(entry));
        boolean done = reading(() -> store.commit(new Transaction(conditions, writes)).committed());
        if (!done) {
            throw new NaruException.HostFailure(OUT_OF_SEQUENCE);
        }
    }

    /** All nodes, in the order of their ids. */
    public List<NodeView> nodes() {
        return reading(() -> views(store.list(Layout.NODES).entries()));
    }

    private List<NodeView> views(List<Entry> entries) {
        var alive =
                store.list(Layout.ALIVE).entries().stream()
                        .map(entry -> entry.key().substring(Layout.ALIVE.length()))
                        .collect(Collectors.toSet());
        var leader = leader();
        return entries.stream().map(entry -> view(entry, alive, leader)).toList();
    }

    private String leader() {
        long id = members.leader();
        return members.list().stream()
                .filter(member -> member.id() == id)
                .map(Member::name)
                .findFirst()
                .orElse("");
    }

    private NodeView view(Entry entry, Set<String> alive, String leader) {
        var node = NodeRecords.INSTANCE.node(entry.value());
        boolean lives = alive.contains(node.id());
        boolean isNew = node.created().plus(Session.LEASE).isAfter(clock.instant());
        var manager =
                node.spec().isManager()
                        ? Optional.of(
                                new NodeView.Manager(
                                        node.id().equals(leader),
                                        lives,
                                        HostPort.of(node.address(), node.port()).toString()))
                        : Optional.<NodeView.Manager>empty();
        return new NodeView(
                node, entry.modified(), lives ? "ready" : isNew ? "unknown" : "down", manager);
    }

    /**
     * A node by its id, the name of its host, or the beginning of its id.
     *
     * @throws NaruException.NotFound if there is none, or there are several
     */
    public NodeView node(String reference) {
        var nodes = nodes();
        return nodes.stream()
                .filter(view -> view.record().id().equals(reference))
                .findFirst()
                .or(() -> only(nodes, reference, true))
                .or(() -> only(nodes, reference, false))
                .orElseThrow(
                        () -> new NaruException.NotFound("node %s not found".formatted(reference)));
    }

    private static Optional<NodeView> only(List<NodeView> nodes, String reference, boolean byName) {
        var matches =
                nodes.stream()
                        .filter(view ->
                                byName
                                        ? hostname(view).equals(reference)
                                        : view.record().id().startsWith(reference))
                        .toList();
        if (matches.size() > 1) {
            throw new NaruException.NotFound(
                    "node %s is ambiguous (%d matches found)".formatted(reference, matches.size()));
        }
        return matches.stream().findFirst();
    }

    private static String hostname(NodeView view) {
        return view.record().description().hostname();
    }

    /** Replaces a node's spec; it becomes a manager or a worker within seconds. */
    public void update(String reference, long version, NodeSpec spec) {
        var view = node(reference);
        var node = view.record();
        if (node.spec().isManager() && !spec.isManager()) {
            refuseLoss(view);
        }
        var changed = node.with(spec, clock.instant());
        write(version, entry(Layout.node(node.id())), List.of(put(changed)));
    }

    private static Write put(NodeRecord node) {
        return new Write.Put(Layout.node(node.id()), NodeRecords.INSTANCE.encode(node));
    }

    private void refuseLoss(NodeView demoted) {
        var managers = nodes().stream().filter(view -> view.manager().isPresent()).toList();
        if (managers.size() == 1) {
            throw new NaruException.Invalid(
                    "rpc error: code = FailedPrecondition desc = attempting to demote the last"
                            + " manager of the swarm");
        }
        long left =
                managers.stream()
                        .filter(view -> !view.record().id().equals(demoted.record().id()))
                        .filter(view -> view.manager().get().reachable())
                        .count();
        if (left <= (managers.size() - 1) / 2) {
            throw new NaruException.Invalid(
                    "rpc error: code = FailedPrecondition desc = can't remove member from the raft:"
                            + " this would result in a loss of quorum");
        }
    }

    /** Removes a node that is down, or any worker by force; its certificate is refused then. */
    public void remove(String reference, boolean force) {
        var view = node(reference);
        var id = view.record().id();
        if (view.manager().isPresent()) {
            throw failedPrecondition(
                    "node %s is a cluster manager and is a member of the raft cluster. It must be"
                            + " demoted to worker before removal",
                    id);
        }
        if (!force && !view.state().equals("down")) {
            throw failedPrecondition("node %s is not down and can't be removed", id);
        }
        var entry = entry(Layout.node(id));
        write(
                entry.modified(),
                entry,
                List.of(new Write.Delete(Layout.node(id)), new Write.Delete(Layout.alive(id))));
    }

    private static NaruException failedPrecondition(String text, String id) {
        return new NaruException.Invalid(
                "rpc error: code = FailedPrecondition desc = " + text.formatted(id));
    }
}
