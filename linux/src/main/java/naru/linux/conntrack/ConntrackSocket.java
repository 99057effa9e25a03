package naru.linux.conntrack;

import static naru.linux.netlink.NetlinkSocket.NLM_F_ACK;
import static naru.linux.netlink.NetlinkSocket.NLM_F_DUMP;
import static naru.linux.netlink.NetlinkSocket.NLM_F_REQUEST;

import naru.linux.Kernel;
import naru.linux.address.Family;
import naru.linux.error.Errno;
import naru.linux.netlink.NetlinkProtocol;
import naru.linux.netlink.NetlinkSocket;
import naru.linux.netlink.Refusal;

import java.util.List;

/**
 * Lists and deletes conntrack entries of the namespace in which it was opened. Thread-safe; calls
 * are serialized.
 */
public final class ConntrackSocket implements Conntrack {
    private final Kernel kernel;
    private final NetlinkSocket socket;

    private ConntrackSocket(Kernel kernel, NetlinkSocket socket) {
        this.kernel = kernel;
        this.socket = socket;
    }

    /** Opens a socket in the calling thread's namespace. */
    public static ConntrackSocket open(Kernel kernel) {
        return new ConntrackSocket(kernel, NetlinkSocket.open(NetlinkProtocol.NETFILTER));
    }

    @Override
    public List<Connection> connections(Family family) {
        return socket.dump(
                "IPCTNL_MSG_CT_GET",
                out ->
                        ConnectionCodec.begin(
                                out, ConnectionCodec.GET, NLM_F_REQUEST | NLM_F_DUMP, family),
                ConnectionCodec::decode);
    }

    @Override
    public void forget(Connection connection) {
        kernel.reach("IPCTNL_MSG_CT_DELETE", connection.toString());
        var family = Family.of(connection.original().source());
        List<Refusal> refusals =
                socket.send(out -> {
                    int flags = NLM_F_REQUEST | NLM_F_ACK;
                    ConnectionCodec.begin(out, ConnectionCodec.DELETE, flags, family);
                    ConnectionCodec.key(out, connection.key());
                });
        for (var refusal : refusals) {
            var failure = refusal.of("IPCTNL_MSG_CT_DELETE", connection.toString());
            if (!failure.is(Errno.ENOENT)) { // it has expired meanwhile
                throw failure;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
