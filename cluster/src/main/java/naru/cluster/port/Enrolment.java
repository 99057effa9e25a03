package naru.cluster.port;

import naru.cluster.identity.Authority;
import naru.cluster.identity.CertificateRequest;
import naru.cluster.identity.Ids;
import naru.cluster.identity.JoinToken;
import naru.cluster.identity.Keys;
import naru.cluster.identity.NodeName;
import naru.cluster.identity.Role;
import naru.cluster.port.PortMessages.JoinReply;
import naru.cluster.port.PortMessages.JoinRequest;
import naru.cluster.port.PortMessages.RenewReply;
import naru.cluster.port.PortMessages.RenewRequest;
import naru.cluster.port.PortMessages.RootReply;
import naru.cluster.record.AuthorityRecord;
import naru.cluster.record.ClusterRecord;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecord;
import naru.cluster.record.NodeRecords;
import naru.cluster.record.NodeReport;
import naru.cluster.record.NodeSpec;
import naru.etcd.Bytes;
import naru.etcd.Entry;
import naru.etcd.EtcdException;
import naru.etcd.Store;
import naru.etcd.Transaction;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Makes nodes and their certificates. A request that is wrong is an IllegalArgumentException. */
public final class Enrolment {
    private static final String NO_TOKEN = "A valid join token is necessary to join this cluster";
    private static final Set<String> AVAILABILITIES = Set.of("active", "pause", "drain");
    private static final int MAX_NAME = 255;

    private final Store store;
    private final Clock clock;

    public Enrolment(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    RootReply root() {
        return new RootReply(cluster().root());
    }

    JoinReply join(JoinRequest request) {
        var authority = authority();
        var role = role(request.token(), authority);
        var cluster = cluster();
        var key = key(request.request());
        var report = checked(request.report());
        var id = idOf(key);
        enter(id, role, availability(request.availability()), report);
        var name = new NodeName(cluster.id(), role, id);
        return new JoinReply(
                id,
                cluster.id(),
                role.word(),
                issue(authority, cluster, name, key, report),
                cluster.dataPathPort());
    }

    private static Role role(String text, AuthorityRecord authority) {
        JoinToken token;
        try {
            token = JoinToken.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(NO_TOKEN, e);
        }
        boolean manager = token.hasSecretOf(JoinToken.parse(authority.managerToken()));
        boolean worker = token.hasSecretOf(JoinToken.parse(authority.workerToken()));
        if (!manager && !worker || !token.fits(authority.certificate())) {
            throw new IllegalArgumentException(NO_TOKEN);
        }
        return manager ? Role.MANAGER : Role.WORKER;
    }

    /** The same key yields the same id, so that a repetition makes no second node. */
    private static String idOf(PublicKey key) {
        try {
            return Ids.of(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (GeneralSecurityException impossible) { // of every JDK
            throw new IllegalStateException(impossible);
        }
    }

    private void enter(String id, Role role, String availability, NodeReport report) {
        var now = clock.instant();
        var node =
                new NodeRecord(
                        id,
                        now,
                        now,
                        NodeSpec.of(role, availability),
                        report.description(),
                        report.address(),
                        report.port(),
                        report.dataPath());
        var created = Transaction.create(Layout.node(id), NodeRecords.INSTANCE.encode(node));
        var outcome = store.commit(created);
        outcome.found(Layout.node(id))
                .map(entry -> NodeRecords.INSTANCE.node(entry.value()))
                .filter(present -> present.spec().isManager() != (role == Role.MANAGER))
                .ifPresent(other -> {
                    throw new IllegalArgumentException("the node has joined with another role");
                });
    }

    /** A certificate with the role that the node has now. */
    RenewReply renew(NodeName name, RenewRequest request) {
        var cluster = cluster();
        var node = NodeRecords.INSTANCE.node(entry(name.node()).value());
        var role = node.spec().isManager() ? Role.MANAGER : Role.WORKER;
        var renewed = new NodeName(cluster.id(), role, node.id());
        var certificate =
                issue(authority(), cluster, renewed, key(request.request()), node.report());
        return new RenewReply(role.word(), cluster.root(), certificate);
    }

    /** Replaces what a node has reported of itself. */
    void report(NodeName name, NodeReport report) {
        checked(report);
        while (true) {
            var entry = entry(name.node());
            var node = NodeRecords.INSTANCE.node(entry.value());
            if (node.report().equals(report)) {
                return;
            }
            var changed = NodeRecords.INSTANCE.encode(node.with(report, clock.instant()));
            if (store.commit(Transaction.replace(entry, changed)).committed()) {
                return;
            }
        }
    }

    private Entry entry(String node) {
        return store.get(Layout.node(node))
                .orElseThrow(() -> Caller.refusal(PortException.REMOVED));
    }

    private String issue(
            AuthorityRecord authority,
            ClusterRecord cluster,
            NodeName name,
            PublicKey key,
            NodeReport report) {
        try {
            var issuer =
                    new Authority(
                            Keys.certificates(authority.certificate()).getFirst(),
                            Keys.key(authority.key()));
            var certificate =
                    issuer.issue(
                            name,
                            key,
                            List.of(report.address()),
                            clock.instant(),
                            cluster.spec().certificateExpiry());
            return Keys.pem(List.of(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot issue a certificate", e);
        }
    }

    private static PublicKey key(String request) {
        try {
            return CertificateRequest.key(Base64.getDecoder().decode(request));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String availability(String text) {
        if (text.isEmpty()) {
            return "active";
        }
        if (!AVAILABILITIES.contains(text)) {
            throw new IllegalArgumentException("invalid Availability: \"" + text + "\"");
        }
        return text;
    }

    private static NodeReport checked(NodeReport report) {
        if (report.description().hostname().length() > MAX_NAME
                || report.address().isAnyLocalAddress()
                || report.dataPath().isAnyLocalAddress()
                || report.port() <= 0
                || report.port() > 0xffff) {
            throw new IllegalArgumentException("a wrong name, address or port of the node");
        }
        return report;
    }

    private ClusterRecord cluster() {
        return NodeRecords.INSTANCE.cluster(value(Layout.CLUSTER));
    }

    private AuthorityRecord authority() {
        return NodeRecords.INSTANCE.authority(value(Layout.AUTHORITY));
    }

    private Bytes value(String key) {
        return store.get(key)
                .orElseThrow(() -> new EtcdException.Unavailable(key + " is missing", null))
                .value();
    }
}
