package naru.cluster.node;

import naru.cluster.identity.Role;
import naru.cluster.member.EtcdMember;
import naru.cluster.option.ClusterSettings;
import naru.cluster.option.InitOptions;
import naru.cluster.option.JoinOptions;
import naru.cluster.port.PortException;
import naru.cluster.record.NodeRecord;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * This host as a node of a cluster, or of none. Its state is below the data root; a later daemon
 * goes on with it. Nothing of gRPC is loaded while the host is of no cluster.
 */
public final class ClusterNode implements AutoCloseable {
    private static final Logger log = System.getLogger(ClusterNode.class.getName());
    private static final String MEMBER =
            "This node is already part of a swarm. Use \"docker swarm leave\" to leave this swarm"
                    + " and join another one.";
    private static final String NO_MEMBER = "This node is not part of a swarm";

    private final ClusterSettings settings;
    private final NodeFolder folder;
    private final Clock clock;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable RunningNode running; // written by the holder of this
    private volatile @Nullable String error;

    /** Notified of the node's part in a cluster, and, at a manager, of changes of nodes. */
    public interface Listener {
        /** The host has become a node, or the daemon of one has started. */
        void activated(ActiveNode node);

        /** The host is no node any more. The store is closed. */
        void left();

        /** A record of a node has changed; {@code null} stands for none. */
        default void changed(@Nullable NodeRecord before, @Nullable NodeRecord after) {}
    }

    public ClusterNode(ClusterSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        folder = new NodeFolder(settings.folder());
    }

    /** Later changes are reported to it. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Goes on with the state of an earlier daemon. A failure is reported by {@link #error}. */
    public synchronized void start() {
        if (!Files.exists(settings.folder())) {
            return;
        }
        try {
            var state = folder.load();
            if (state.isEmpty()) {
                discard();
                return;
            }
            var manager =
                    state.get().isManager()
                            ? RunningNode.resume(settings, folder, state.get(), clock)
                            : null;
            run(state.get(), manager);
        } catch (IOException | RuntimeException e) {
            error = String.valueOf(e.getMessage());
            log.log(Level.ERROR, "this host cannot take part in its cluster", e);
        }
    }

    /** Deletes what an init or join that was cut off has left. */
    private void discard() throws IOException {
        EtcdMember.endLeftover(settings.folder());
        folder.delete();
    }

    /**
     * Forms a cluster, or with {@code forceNewCluster} makes one of this manager alone.
     *
     * @return the node's id
     */
    public synchronized String init(InitOptions options) throws IOException {
        try {
            if (options.forceNewCluster() && folder.load().isPresent()) {
                return survive();
            }
            refuseMember();
            var founded = new Founding(settings, folder, clock).create(options);
            folder.save(founded.state());
            run(founded.state(), founded.manager());
            return founded.state().id();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make the authority of the cluster", e);
        } finally {
            discardUnlessSaved();
        }
    }

    private String survive() throws IOException {
        var state = folder.load().orElseThrow();
        if (!state.isManager()) {
            throw new NaruException.Exhausted(ClusterControl.WORKER);
        }
        var before = running;
        if (before != null) {
            before.close();
        }
        var alone = state.with(List.<String>of());
        var part = new Founding(settings, folder, clock).survive(alone);
        folder.save(alone);
        run(alone, part);
        return alone.id();
    }

    /** Returns once the node has its certificate and, as a manager, its vote. */
    public synchronized void join(JoinOptions options) throws IOException {
        refuseMember();
        try {
            var joined = new Joining(settings, folder).join(options);
            var node =
                    new RunningNode(
                            settings, folder, joined.state(), null, clock, this::notifyChange);
            try {
                if (joined.role() == Role.MANAGER) {
                    node.promote();
                }
                folder.save(node.state());
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                node.close();
                throw e;
            }
            begin(node);
        } catch (PortException e) {
            throw Joining.failure(e);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make a certificate", e);
        } finally {
            discardUnlessSaved();
        }
    }

    private void discardUnlessSaved() throws IOException {
        if (Files.exists(settings.folder()) && folder.load().isEmpty()) {
            discard();
        }
    }

    private void refuseMember() throws IOException {
        if (running != null || folder.load().isPresent()) {
            throw new NaruException.Exhausted(MEMBER);
        }
    }

    private void run(NodeState state, @Nullable ManagerPart manager) throws IOException {
        begin(new RunningNode(settings, folder, state, manager, clock, this::notifyChange));
    }

    private void begin(RunningNode node) {
        error = null;
        running = node;
        node.start();
        listeners.forEach(listener -> listener.activated(node));
    }

    private void notifyChange(@Nullable NodeRecord before, @Nullable NodeRecord after) {
        var node = running;
        if (node != null && node.isManager()) {
            listeners.forEach(listener -> listener.changed(before, after));
        }
    }

    /** Leaves the cluster, and deletes what this host has of it. */
    public synchronized void leave(boolean force) throws IOException {
        if (folder.load().isEmpty()) {
            throw new NaruException.Exhausted(NO_MEMBER);
        }
        var node = running;
        if (node != null) {
            if (node.isManager() && !force) {
                throw new NaruException.Exhausted(Leaving.refusal(node));
            }
            Leaving.resign(node, clock);
            running = null;
            node.end();
        }
        EtcdMember.endLeftover(settings.folder());
        folder.delete();
        error = null;
        listeners.forEach(Listener::left);
    }

    /** The node's part in a cluster; empty if it has none. */
    public Optional<ActiveNode> active() {
        return Optional.ofNullable(running);
    }

    /**
     * What administrators do at a manager.
     *
     * @throws NaruException.Exhausted with Docker's text if this host is no manager
     */
    public ClusterControl control() {
        var node = running;
        if (node == null) {
            throw new NaruException.Exhausted(ClusterControl.NONE);
        }
        var manager =
                node.manager()
                        .orElseThrow(() -> new NaruException.Exhausted(ClusterControl.WORKER));
        return new ClusterControl(manager.local(), manager.members(), clock);
    }

    /** What the API reports of this host. */
    public LocalStatus status() {
        var node = running;
        if (node == null) {
            var failure = error;
            return failure == null ? LocalStatus.INACTIVE : LocalStatus.failed(failure);
        }
        return node.status();
    }

    /** The daemon ends; etcd goes on. */
    @Override
    public synchronized void close() {
        var node = running;
        if (node != null) {
            node.close();
        }
    }
}
