package naru.cluster.node;

import naru.cluster.identity.CertificateRequest;
import naru.cluster.identity.Role;
import naru.cluster.member.FirstStart;
import naru.cluster.member.MemberSettings;
import naru.cluster.option.ClusterSettings;
import naru.cluster.port.PortException;
import naru.cluster.port.PortMessages.RenewReply;
import naru.cluster.port.PortMessages.RenewRequest;
import naru.etcd.Endpoint;
import naru.etcd.EtcdClient;
import naru.etcd.EtcdException;
import naru.etcd.Store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A node while it is part of the cluster. It follows its record: its role, the managers' ports, and
 * its certificate, which is renewed when more than half of its time is over.
 */
final class RunningNode implements ActiveNode, AutoCloseable {
    private static final Logger log = System.getLogger(RunningNode.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final ClusterSettings settings;
    private final NodeFolder folder;
    private final Programs programs;
    private final Clock clock;
    private final EtcdClient store;
    private final NodeFollower follower;
    private final Session session;
    private final Periodic upkeep = new Periodic("cluster-upkeep", INTERVAL, this::upkeep);
    private volatile NodeState state;
    private volatile @Nullable ManagerPart manager;
    private volatile boolean removed;
    private boolean reported; // of the thread of upkeep
    private Instant renewal; // of the thread of upkeep

    /**
     * @param manager the running part of a manager; {@code null} for a worker
     */
    RunningNode(
            ClusterSettings settings,
            NodeFolder folder,
            NodeState state,
            @Nullable ManagerPart manager,
            Clock clock,
            NodeFollower.Listener listener)
            throws IOException {
        this.settings = settings;
        this.folder = folder;
        this.state = state;
        this.manager = manager;
        this.clock = clock;
        programs = new Programs(settings);
        renewal = Renewals.next(folder, clock);
        store = new EtcdClient(endpoints(), folder.tls());
        follower = new NodeFollower(store, this::followed, listener);
        session = new Session(store, state.id(), this::refused);
    }

    void start() {
        session.start();
        upkeep.start();
    }

    /** This host's etcd first, then the ports of other managers. */
    private List<Endpoint> endpoints() {
        var endpoints = new ArrayList<Endpoint>();
        if (manager != null) {
            endpoints.add(ownEndpoint());
        }
        state.managers().forEach(port -> endpoints.add(HostPort.parse(port).endpoint()));
        return endpoints;
    }

    private Endpoint ownEndpoint() {
        return MemberSettings.endpoint(settings.clientPort());
    }

    @Override
    public String id() {
        return state.id();
    }

    @Override
    public String cluster() {
        return state.cluster();
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public InetAddress dataPath() {
        return state.dataPath();
    }

    @Override
    public int dataPathPort() {
        return state.dataPathPort();
    }

    @Override
    public boolean isManager() {
        return manager != null;
    }

    /** What the API reports of this host. */
    LocalStatus status() {
        var now = state;
        return new LocalStatus(
                removed ? "error" : "active",
                removed ? "the node was removed from the swarm" : "",
                now.id(),
                now.address().getHostAddress(),
                isManager(),
                follower.managers());
    }

    NodeState state() {
        return state;
    }

    Optional<ManagerPart> manager() {
        return Optional.ofNullable(manager);
    }

    private void refused() {
        if (!removed) {
            log.log(
                    Level.ERROR,
                    "this node was removed from the cluster: leave it, and join again");
        }
        removed = true;
    }

    private void followed() {
        upkeep.wake();
    }

    private void upkeep() {
        try {
            rememberManagers();
            followRole();
            if (!reported) {
                reported = report();
            }
            if (clock.instant().isAfter(renewal)) {
                renew();
            }
            if (manager != null) {
                store.prefer(ownEndpoint());
            }
        } catch (IOException | GeneralSecurityException | PortException | EtcdException e) {
            log.log(Level.WARNING, "the node cannot follow its record yet: {0}", e.getMessage());
        }
    }

    private void rememberManagers() throws IOException {
        var managers = follower.managersExcept(state.id());
        if (follower.node(state.id()).isPresent() && !managers.equals(state.managers())) {
            keep(state.with(managers));
        }
    }

    private void keep(NodeState changed) throws IOException {
        state = changed;
        folder.save(changed);
        store.use(endpoints());
    }

    private void followRole() throws IOException, GeneralSecurityException {
        var record = follower.node(state.id());
        if (record.isEmpty()) {
            return;
        }
        if (record.get().spec().isManager() && manager == null) {
            promote();
        } else if (!record.get().spec().isManager() && manager != null) {
            demote();
        }
    }

    /** Becomes a manager. Each step can be repeated. */
    void promote() throws IOException, GeneralSecurityException {
        var reply = requestCertificate();
        if (!reply.role().equals(Role.MANAGER.word())) {
            return;
        }
        folder.saveCertificates(reply.root(), reply.certificate());
        store.use(folder.tls());
        var member = programs.member(folder, state);
        var added =
                Managers.call(others(), folder.tls(), client -> client.addMember(member.peerUrl()));
        var part =
                new ManagerPart(folder, state, member, FirstStarts.joining(member, added), clock);
        try {
            part.member().start();
            Managers.call(
                    others(),
                    folder.tls(),
                    client -> {
                        client.promoteMember();
                        return true;
                    });
            part.open();
        } catch (IOException | RuntimeException e) {
            part.close();
            throw e;
        }
        manager = part;
        keep(state.with(Role.MANAGER));
        log.log(Level.INFO, "this node is a manager");
    }

    private void demote() throws IOException, GeneralSecurityException {
        var part = manager;
        if (part == null) {
            return;
        }
        Managers.call(
                others(),
                folder.tls(),
                client -> {
                    client.removeMember();
                    return true;
                });
        manager = null;
        part.remove();
        keep(state.with(Role.WORKER));
        renew();
        log.log(Level.INFO, "this node is a worker");
    }

    private List<InetSocketAddress> others() {
        return state.managerAddresses();
    }

    /** The ports that this node can ask for a certificate. */
    private List<InetSocketAddress> issuers() {
        var all = new ArrayList<InetSocketAddress>();
        if (manager != null) {
            all.add(new InetSocketAddress(state.address(), state.port()));
        }
        all.addAll(others());
        return all;
    }

    private RenewReply requestCertificate() throws IOException, GeneralSecurityException {
        var keys = new KeyPair(folder.certificate().getPublicKey(), folder.key());
        var request =
                new RenewRequest(Base64.getEncoder().encodeToString(CertificateRequest.of(keys)));
        return Managers.call(issuers(), folder.tls(), client -> client.renew(request));
    }

    private void renew() throws IOException, GeneralSecurityException {
        var reply = requestCertificate();
        folder.saveCertificates(reply.root(), reply.certificate());
        renewal = Renewals.next(folder, clock);
        store.use(folder.tls());
        var part = manager;
        if (part != null) {
            part.renew();
        }
    }

    /** Whether the managers have this node's description. */
    private boolean report() throws IOException {
        var report = state.report(HostDescription.of(settings));
        var record = follower.node(state.id());
        if (record.isEmpty() || record.get().report().equals(report)) {
            return record.isPresent();
        }
        return Managers.call(
                issuers(),
                folder.tls(),
                client -> {
                    client.report(report);
                    return true;
                });
    }

    /** Ends the node's part of the cluster; its files remain. */
    void end() throws IOException {
        upkeep.end(); // it may be writing files of the folder, which is deleted next
        session.end();
        close();
    }

    /** Follows no longer; etcd and the node's key in the store go on. */
    @Override
    public void close() {
        upkeep.close();
        session.close();
        follower.close();
        var part = manager;
        if (part != null) {
            part.close();
        }
        store.close();
    }

    /** A manager's part with its member, which an earlier daemon may have started. */
    static ManagerPart resume(
            ClusterSettings settings, NodeFolder folder, NodeState state, Clock clock)
            throws IOException {
        var member = new Programs(settings).member(folder, state);
        var part = new ManagerPart(folder, state, member, FirstStart.founder(member), clock);
        part.member().launch();
        part.open();
        return part;
    }
}
