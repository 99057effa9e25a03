package naru.linux.route.socket;

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
import naru.linux.netlink.Refusal;
import naru.linux.route.Change;
import naru.linux.route.FdbRow;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Neighbour;
import naru.linux.route.Qdisc;
import naru.linux.route.Route;
import naru.linux.route.RoutingRule;
import naru.linux.route.Rtnetlink;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A route netlink socket of the namespace in which it was opened. Thread-safe; calls are
 * serialized.
 */
public final class RouteSocket implements Rtnetlink, AutoCloseable {
    private static final int NDA_IFINDEX = 8; // linux/neighbour.h
    private static final int IFLA_EXT_MASK = 29; // linux/if_link.h
    private static final int RTEXT_FILTER_SKIP_STATS = 8; // linux/rtnetlink.h

    private final Kernel kernel;
    private final NetlinkSocket socket;

    private RouteSocket(Kernel kernel, NetlinkSocket socket) {
        this.kernel = kernel;
        this.socket = socket;
    }

    /** Opens a socket in the calling thread's namespace. */
    public static RouteSocket open(Kernel kernel) {
        return new RouteSocket(kernel, NetlinkSocket.open(NetlinkProtocol.ROUTE));
    }

    /**
     * Sends changes in batches of 64; the kernel applies them in order. It continues after an
     * error: the first one is thrown, with later ones of the same batch as suppressed exceptions. A
     * new link's alias is set by a separate message afterwards, see {@link NewLink}.
     */
    @Override
    public void applyAll(List<? extends Change> changes) {
        for (Change change : changes) {
            kernel.reach(ChangeCodec.operation(change), ChangeCodec.object(change));
        }
        var waiting = new ArrayList<Change>();
        for (Change change : changes) {
            List<Change> steps = NewLink.steps(change);
            waiting.add(steps.getFirst());
            if (steps.size() > 1 || waiting.size() == BATCH) {
                send(waiting);
                waiting.clear();
            }
            waiting.addAll(steps.subList(1, steps.size()));
        }
        if (!waiting.isEmpty()) {
            send(waiting);
        }
    }

    @Override
    public Optional<Link> link(String name) {
        return link(LinkRef.of(name));
    }

    @Override
    public Optional<Link> link(int index) {
        return link(LinkRef.of(index));
    }

    /**
     * Whether the kernel supports a kind of link, such as {@code ipvlan}; the check loads its
     * module if there is one. It requests a link without a parent, which is always rejected, with
     * an error that shows whether the kind is known.
     *
     * @param kind one that requires a parent
     */
    @Override
    public boolean knows(String kind) {
        var refusals =
                socket.send(out -> {
                    int flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
                    out.begin(ChangeCodec.RTM_NEWLINK, flags);
                    LinkCodec.addPlain("probe", kind, LinkSettings.NONE, out);
                });
        return refusals.stream()
                .noneMatch(refusal -> refusal.of("RTM_NEWLINK", kind).is(Errno.EOPNOTSUPP));
    }

    @Override
    public List<Link> links() {
        return socket.dump(
                "RTM_GETLINK",
                out -> {
                    LinkCodec.fixed(get(ChangeCodec.RTM_GETLINK, out), 0, null);
                    out.u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
                },
                only(ChangeCodec.RTM_NEWLINK, LinkCodec::decode));
    }

    @Override
    public List<InterfaceAddress> addresses() {
        return socket.dump(
                "RTM_GETADDR",
                out -> get(ChangeCodec.RTM_GETADDR, out).put32(0).put32(0),
                only(ChangeCodec.RTM_NEWADDR, AddressCodec::decode));
    }

    @Override
    public List<Route> routes() {
        return socket.dump(
                "RTM_GETROUTE",
                out -> get(ChangeCodec.RTM_GETROUTE, out).put32(0).put32(0).put32(0),
                only(ChangeCodec.RTM_NEWROUTE, RouteCodec::decode));
    }

    @Override
    public List<RoutingRule> rules() {
        return socket.dump(
                "RTM_GETRULE",
                out -> get(RuleCodec.RTM_GETRULE, out).put32(0).put32(0).put32(0),
                only(RuleCodec.RTM_NEWRULE, RuleCodec::decode));
    }

    @Override
    public List<Neighbour> neighbours() {
        return socket.dump(
                "RTM_GETNEIGH",
                out -> get(ChangeCodec.RTM_GETNEIGH, out).put32(0).put32(0).put32(0),
                only(ChangeCodec.RTM_NEWNEIGH, NeighbourCodec::decode));
    }

    /** The kernel selects those of the link. */
    @Override
    public List<Neighbour> neighbours(int link) {
        return socket.dump(
                "RTM_GETNEIGH",
                out -> {
                    get(ChangeCodec.RTM_GETNEIGH, out).put32(0).put32(0).put32(0);
                    out.u32(NDA_IFINDEX, link);
                },
                only(ChangeCodec.RTM_NEWNEIGH, NeighbourCodec::decode));
    }

    @Override
    public List<Qdisc> qdiscs() {
        return socket.dump(
                "RTM_GETQDISC",
                out -> {
                    get(ChangeCodec.RTM_GETQDISC, out).put32(0).put32(0).put32(0);
                    out.put32(0).put32(0);
                },
                only(ChangeCodec.RTM_NEWQDISC, QdiscCodec::decode));
    }

    @Override
    public List<FdbRow> fdb() {
        return socket.dump(
                "RTM_GETNEIGH",
                out -> {
                    get(ChangeCodec.RTM_GETNEIGH, out).put8(NeighbourCodec.AF_BRIDGE).put8(0);
                    out.put16(0).put32(0).put32(0);
                },
                only(ChangeCodec.RTM_NEWNEIGH, NeighbourCodec::decodeRow));
    }

    /** The kernel selects those of the port; the request is a struct ifinfomsg. */
    @Override
    public List<FdbRow> fdb(int link) {
        return socket.dump(
                "RTM_GETNEIGH",
                out -> {
                    get(ChangeCodec.RTM_GETNEIGH, out).put8(NeighbourCodec.AF_BRIDGE).put8(0);
                    out.put16(0).put32(link).put32(0).put32(0);
                },
                only(ChangeCodec.RTM_NEWNEIGH, NeighbourCodec::decodeRow));
    }

    @Override
    public void close() {
        socket.close();
    }

    private Optional<Link> link(LinkRef link) {
        try {
            return Optional.of(
                    socket.query(
                            "RTM_GETLINK",
                            link.toString(),
                            out -> getLink(link, out),
                            LinkCodec::decode));
        } catch (LinuxException refusal) {
            if (refusal.is(Errno.ENODEV)) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    private static void getLink(LinkRef link, MessageWriter out) {
        LinkCodec.reference(link, out.begin(ChangeCodec.RTM_GETLINK, NLM_F_REQUEST));
        out.u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    }

    private void send(List<? extends Change> changes) {
        List<Refusal> refusals =
                socket.send(out -> {
                    int last = changes.size() - 1;
                    for (int i = 0; i <= last; i++) {
                        ChangeCodec.encode(changes.get(i), i == last, out);
                    }
                });
        if (refusals.isEmpty()) {
            return;
        }
        LinuxException first = exception(refusals.getFirst(), changes);
        for (Refusal later : refusals.subList(1, refusals.size())) {
            first.addSuppressed(exception(later, changes));
        }
        throw first;
    }

    private static LinuxException exception(Refusal refusal, List<? extends Change> changes) {
        Change change = changes.get(refusal.position());
        return refusal.of(ChangeCodec.operation(change), ChangeCodec.object(change));
    }

    private static MessageWriter get(int type, MessageWriter out) {
        return out.begin(type, NLM_F_REQUEST | NLM_F_DUMP);
    }

    private static <T> Function<MessageReader, @Nullable T> only(
            int type, Function<MessageReader, @Nullable T> decode) {
        return message -> message.type() == type ? decode.apply(message) : null;
    }
}
