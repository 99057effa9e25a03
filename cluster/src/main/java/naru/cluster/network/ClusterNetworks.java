package naru.cluster.network;

import naru.cluster.node.ClusterControl;
import naru.cluster.record.Layout;
import naru.etcd.EtcdException;
import naru.etcd.Mirror;
import naru.etcd.Position;
import naru.etcd.Store;
import naru.network.Networks;
import naru.network.event.NetworkListener;
import naru.network.journal.Journal;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.Sandbox;
import naru.network.settings.DefaultPool;
import naru.network.shared.Existing;
import naru.network.shared.SharedNetworks;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The networks that this host shares with others. It refuses requests until {@link #start}, when
 * the host belongs to a cluster. A tour: {@link NetworkRegistry} creates and deletes definitions in
 * the store, {@link AddressClaims} claims addresses, {@link RowWriter} keeps the rows of this host,
 * and {@link RowFollower} makes this host agree with the store. For any thread.
 */
public final class ClusterNetworks implements SharedNetworks, NetworkListener, AutoCloseable {
    private static final Duration ADOPTION = Duration.ofSeconds(5);

    private final String refusal;
    private final SavedCopy copy;
    private final Tunnels tunnels;
    private final Pace pace;
    private volatile @Nullable Self self;
    private volatile @Nullable RowFollower follower;
    private volatile @Nullable Connection connection;

    /** What needs the store. */
    private record Connection(
            NetworkRegistry registry,
            AddressClaims claims,
            RowWriter writer,
            Mirror definitions,
            Mirror rows,
            Upkeep upkeep) {
        void close() {
            upkeep.close();
            definitions.close();
            rows.close();
            writer.close();
        }
    }

    /**
     * @param refusal of requests while the host belongs to no cluster
     * @param journal where the copy of the store is kept
     */
    public ClusterNetworks(String refusal, Journal journal, Tunnels tunnels) {
        this(refusal, journal, tunnels, Pace.USUAL);
    }

    ClusterNetworks(String refusal, Journal journal, Tunnels tunnels, Pace pace) {
        this.refusal = refusal;
        this.copy = new SavedCopy(journal);
        this.tunnels = tunnels;
        this.pace = pace;
    }

    /**
     * Shows the names and rows of the last run; before {@link Networks#restore}, so that nothing of
     * them is missing meanwhile.
     */
    public synchronized void load(Networks networks) {
        copy.self().ifPresent(own -> load(own, networks));
    }

    private void load(Self own, Networks networks) {
        var loaded = new RowFollower(own, networks, tunnels, copy);
        self = own;
        follower = loaded;
        loaded.load();
    }

    /**
     * Begins to follow the store; after {@link Networks#restore}, and when the host joins a
     * cluster. Returns at once.
     *
     * @param store closed by the caller, after {@link #close}
     * @param pools of automatic subnets; empty on a worker, which may not change networks
     */
    public synchronized void start(
            Self own, Networks networks, Store store, Supplier<Optional<List<DefaultPool>>> pools) {
        close();
        copy.write(own);
        var follows = new RowFollower(own, networks, tunnels, copy);
        follows.load();
        self = own;
        follower = follows;
        follows.restored();
        var writer = new RowWriter(own, store, pace);
        var claims = new AddressClaims(own, store, writer);
        networks.sandboxes().forEach(claims::note);
        var definitions = mirror(store, Layout.NETWORKS, follows);
        var rows = mirror(store, Layout.ADDRESSES, follows);
        var registry =
                new NetworkRegistry(
                        store,
                        () ->
                                pools.get()
                                        .orElseThrow(() ->
                                                new NaruException.Forbidden(
                                                        ClusterControl.WORKER)));
        var upkeep = new Upkeep(follows, writer, pace);
        connection = new Connection(registry, claims, writer, definitions, rows, upkeep);
        networks.sandboxes().forEach(claims::note); // those of meanwhile
    }

    private static Mirror mirror(Store store, String prefix, RowFollower follower) {
        return new Mirror(
                store, prefix, (position, changes) -> follower.changed(prefix, position, changes));
    }

    /** This host among the others; empty while it belongs to no cluster. */
    public Optional<Self> self() {
        return Optional.ofNullable(self);
    }

    /** What this host follows, for metrics; empty while it belongs to no cluster. */
    public Optional<Status> status() {
        var now = connection;
        var following = follower;
        return now == null || following == null
                ? Optional.empty()
                : Optional.of(
                        new Status(
                                now.definitions().statistics(),
                                now.rows().statistics(),
                                following.size(),
                                following.ownRows().size(),
                                now.writer().pending(),
                                now.writer().conflicts()));
    }

    /** Ends following the store. Networks, names and rows remain. */
    @Override
    public synchronized void close() {
        var former = connection;
        connection = null;
        var following = follower;
        if (following != null) {
            following.close();
        }
        if (former != null) {
            former.close();
        }
    }

    /** Removes all shared networks from this host, after it has left its cluster. */
    public synchronized void leave() {
        var following = follower;
        close();
        if (following != null) {
            following.leave();
        }
        copy.forget();
        follower = null;
        self = null;
    }

    private Connection connected() {
        var now = connection;
        if (now == null) {
            throw self == null
                    ? new NaruException.Forbidden(refusal)
                    : new NaruException.Exhausted("this host is not connected to its cluster yet");
        }
        return now;
    }

    private NetworkRegistry registry() {
        var registry = connected().registry();
        registry.checkRights();
        return registry;
    }

    @Override
    public Network create(Function<Existing, Network> define) {
        var created = StoreErrors.reported(() -> registry().create(define));
        await(created.position());
        return created.network();
    }

    @Override
    public void delete(Network network) {
        try {
            var position = registry().delete(network);
            if (position != null) {
                await(position);
            }
        } catch (EtcdException e) {
            throw StoreErrors.exhausted(e);
        }
    }

    private void await(Position position) {
        var following = follower;
        try {
            if (following != null) {
                following.await(position, ADOPTION);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<Loss> claim(Endpoint endpoint, Owner owner, Set<InetAddress> insisted) {
        return connected().claims().claim(endpoint, owner, insisted);
    }

    @Override
    public void release(Endpoint endpoint) {
        var now = connection;
        if (now != null) {
            now.claims().release(endpoint.id());
        } // else the next comparison finds it
    }

    @Override
    public List<Peer> peers(NetworkId network) {
        var following = follower;
        return following == null ? List.of() : following.peers(network);
    }

    @Override
    public int firstOffset() {
        var own = self;
        return own == null ? 0 : own.node().hashCode() * 0x9E3779B1;
    }

    @Override
    public void sandboxOpened(Sandbox sandbox) {
        note(sandbox);
    }

    @Override
    public void endpointAttached(Sandbox sandbox, Endpoint endpoint) {
        note(sandbox);
    }

    @Override
    public void sandboxRenamed(Sandbox sandbox) {
        note(sandbox);
    }

    @Override
    public void readinessChanged(Sandbox sandbox) {
        note(sandbox);
    }

    private void note(Sandbox sandbox) {
        var now = connection;
        if (now != null) {
            now.claims().note(sandbox);
        }
    }
}
