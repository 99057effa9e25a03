package naru.cluster.node;

import naru.cluster.member.EtcdMember;
import naru.cluster.member.FirstStart;
import naru.cluster.member.MemberSettings;
import naru.cluster.member.Members;
import naru.cluster.port.PortServer;
import naru.etcd.EtcdClient;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;

/** What a manager has beside a worker: a member of etcd, and the port for other nodes. */
final class ManagerPart implements AutoCloseable {
    private final NodeFolder folder;
    private final NodeState state;
    private final Clock clock;
    private final EtcdClient local;
    private final EtcdMember member;
    private final Members members;
    private final MemberKeeper keeper;
    private @Nullable PortServer port; // guarded by this

    ManagerPart(
            NodeFolder folder,
            NodeState state,
            MemberSettings settings,
            FirstStart start,
            Clock clock)
            throws IOException {
        this.folder = folder;
        this.state = state;
        this.clock = clock;
        local = new EtcdClient(List.of(settings.endpoint()), folder.tls());
        member = new EtcdMember(settings, start, state.cluster(), local);
        members = new Members(local, settings);
        keeper = new MemberKeeper(local, members);
    }

    /** The client of this host's member alone. */
    EtcdClient local() {
        return local;
    }

    EtcdMember member() {
        return member;
    }

    Members members() {
        return members;
    }

    /** Serves other nodes, once the member runs. */
    synchronized void open() throws IOException {
        port =
                new PortServer(
                        new InetSocketAddress(state.listen(), state.port()),
                        folder.tls(),
                        state.cluster(),
                        local,
                        members,
                        clock);
        keeper.start();
    }

    /** Uses the certificates of the folder, which have changed. */
    synchronized void renew() throws IOException {
        local.use(folder.tls());
        if (port != null) {
            port.close();
            port = null;
            open();
        }
    }

    /** Serves no longer; the member goes on. */
    @Override
    public synchronized void close() {
        keeper.close();
        if (port != null) {
            port.close();
            port = null;
        }
        member.close();
        local.close();
    }

    /** Ends the member, too, and deletes its data. */
    void remove() throws IOException {
        member.stop();
        close();
        member.remove();
    }
}
