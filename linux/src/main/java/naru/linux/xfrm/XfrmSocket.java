package naru.linux.xfrm;

import static naru.linux.netlink.NetlinkSocket.NLM_F_ACK;
import static naru.linux.netlink.NetlinkSocket.NLM_F_CREATE;
import static naru.linux.netlink.NetlinkSocket.NLM_F_DUMP;
import static naru.linux.netlink.NetlinkSocket.NLM_F_EXCL;
import static naru.linux.netlink.NetlinkSocket.NLM_F_REQUEST;

import naru.linux.Kernel;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.netlink.NetlinkProtocol;
import naru.linux.netlink.NetlinkSocket;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** An XFRM netlink socket of the namespace in which it was opened. Thread-safe. */
public final class XfrmSocket implements Xfrm {
    private static final Set<Errno> GONE = Set.of(Errno.ESRCH, Errno.ENOENT);
    private static final int SET = NLM_F_REQUEST | NLM_F_ACK;

    private final Kernel kernel;
    private final NetlinkSocket socket;

    private XfrmSocket(Kernel kernel, NetlinkSocket socket) {
        this.kernel = kernel;
        this.socket = socket;
    }

    /** Opens a socket in the calling thread's namespace. */
    public static XfrmSocket open(Kernel kernel) {
        return new XfrmSocket(kernel, NetlinkSocket.open(NetlinkProtocol.XFRM));
    }

    @Override
    public void add(EspState state, EspKey key) {
        send(
                "XFRM_MSG_NEWSA",
                state,
                out -> {
                    out.begin(XfrmCodec.XFRM_MSG_NEWSA, SET | NLM_F_CREATE | NLM_F_EXCL);
                    XfrmCodec.add(state, key, out);
                });
    }

    @Override
    public void delete(EspState state) {
        sendUnlessGone(
                "XFRM_MSG_DELSA",
                state,
                out -> XfrmCodec.delete(state, out.begin(XfrmCodec.XFRM_MSG_DELSA, SET)));
    }

    @Override
    public List<EspState> states(int reqid) {
        var all =
                dump(
                        "XFRM_MSG_GETSA",
                        XfrmCodec.XFRM_MSG_GETSA,
                        XfrmCodec.XFRM_MSG_NEWSA,
                        XfrmCodec::decodeState);
        return all.stream().filter(state -> state.reqid() == reqid).toList();
    }

    @Override
    public void put(EspPolicy policy) {
        send(
                "XFRM_MSG_UPDPOLICY",
                policy,
                out -> XfrmCodec.put(policy, out.begin(XfrmCodec.XFRM_MSG_UPDPOLICY, SET)));
    }

    @Override
    public void delete(EspPolicy policy) {
        sendUnlessGone(
                "XFRM_MSG_DELPOLICY",
                policy,
                out -> XfrmCodec.delete(policy, out.begin(XfrmCodec.XFRM_MSG_DELPOLICY, SET)));
    }

    @Override
    public List<EspPolicy> policies(int reqid) {
        var all =
                dump(
                        "XFRM_MSG_GETPOLICY",
                        XfrmCodec.XFRM_MSG_GETPOLICY,
                        XfrmCodec.XFRM_MSG_NEWPOLICY,
                        XfrmCodec::decodePolicy);
        return all.stream().filter(policy -> policy.reqid() == reqid).toList();
    }

    /** Lists objects, which are replies of one type; messages of others are ignored. */
    private <T> List<T> dump(
            String operation, int request, int reply, Function<MessageReader, @Nullable T> decode) {
        return socket.dump(
                operation,
                out -> out.begin(request, NLM_F_REQUEST | NLM_F_DUMP),
                message -> message.type() == reply ? decode.apply(message) : null);
    }

    private void sendUnlessGone(String operation, Object object, Consumer<MessageWriter> message) {
        try {
            send(operation, object, message);
        } catch (LinuxException e) {
            if (!GONE.contains(e.errno())) {
                throw e;
            }
        }
    }

    private void send(String operation, Object object, Consumer<MessageWriter> message) {
        kernel.reach(operation, object.toString());
        for (var refusal : socket.send(message)) {
            throw refusal.of(operation, object.toString());
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
