package naru.linux.route.socket;

import static naru.linux.netlink.NetlinkSocket.NLM_F_ACK;
import static naru.linux.netlink.NetlinkSocket.NLM_F_CREATE;
import static naru.linux.netlink.NetlinkSocket.NLM_F_EXCL;
import static naru.linux.netlink.NetlinkSocket.NLM_F_REPLACE;
import static naru.linux.netlink.NetlinkSocket.NLM_F_REQUEST;

import naru.linux.netlink.MessageWriter;
import naru.linux.route.AddressChange;
import naru.linux.route.Change;
import naru.linux.route.FdbChange;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.NeighbourChange;
import naru.linux.route.QdiscChange;
import naru.linux.route.RouteChange;

/** Which message makes a change, and how the change is called in errors. */
final class ChangeCodec {
    static final int RTM_NEWLINK = 16; // linux/rtnetlink.h
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_NEWADDR = 20;
    static final int RTM_DELADDR = 21;
    static final int RTM_GETADDR = 22;
    static final int RTM_NEWROUTE = 24;
    static final int RTM_DELROUTE = 25;
    static final int RTM_GETROUTE = 26;
    static final int RTM_NEWNEIGH = 28;
    static final int RTM_DELNEIGH = 29;
    static final int RTM_GETNEIGH = 30;
    static final int RTM_NEWQDISC = 36;
    static final int RTM_DELQDISC = 37;
    static final int RTM_GETQDISC = 38;

    private static final int SET = NLM_F_REQUEST;
    private static final int ADD = SET | NLM_F_CREATE | NLM_F_EXCL;
    private static final int REPLACE = SET | NLM_F_CREATE | NLM_F_REPLACE;

    private ChangeCodec() {}

    /** With {@code acknowledged} the kernel replies to success, too, not only to errors. */
    static void encode(Change change, boolean acknowledged, MessageWriter out) {
        encode(change, out);
        if (acknowledged) {
            out.addFlags(NLM_F_ACK);
        }
    }

    private static void encode(Change change, MessageWriter out) {
        switch (change) {
            case LinkChange link -> encodeLink(link, out);
            case AddressChange address -> encodeAddress(address, out);
            case RouteChange route -> encodeRoute(route, out);
            case NeighbourChange neighbour -> encodeNeighbour(neighbour, out);
            case FdbChange fdb -> encodeFdb(fdb, out);
            case QdiscChange qdisc -> {
                out.begin(RTM_NEWQDISC, REPLACE);
                QdiscCodec.encode(qdisc, out);
            }
        }
    }

    /** The message's name, such as {@code RTM_NEWLINK}. */
    static String operation(Change change) {
        return switch (change) {
            case LinkChange.Delete _, LinkChange.DeleteGroup _ -> "RTM_DELLINK";
            case LinkChange _ -> "RTM_NEWLINK";
            case AddressChange.Delete _ -> "RTM_DELADDR";
            case AddressChange _ -> "RTM_NEWADDR";
            case RouteChange.Delete _ -> "RTM_DELROUTE";
            case RouteChange _ -> "RTM_NEWROUTE";
            case NeighbourChange.Delete _, FdbChange.Delete _ -> "RTM_DELNEIGH";
            case NeighbourChange _, FdbChange _ -> "RTM_NEWNEIGH";
            case QdiscChange _ -> "RTM_NEWQDISC";
        };
    }

    /** The changed object, such as {@code veth4f2a1c0}. */
    static String object(Change change) {
        return switch (change) {
            case LinkChange.AddBridge add -> add.name();
            case LinkChange.AddVeth add -> add.name();
            case LinkChange.AddMacvlan add -> add.name();
            case LinkChange.AddIpvlan add -> add.name();
            case LinkChange.AddVlan add -> add.name();
            case LinkChange.AddVxlan add -> add.name();
            case LinkChange.AddPlain add -> add.name();
            case LinkChange.Set set -> set.link().toString();
            case LinkChange.SetBridgePort set -> set.link().toString();
            case LinkChange.SetBridge set -> set.link().toString();
            case LinkChange.Delete delete -> delete.link().toString();
            case LinkChange.DeleteGroup delete -> "group " + delete.group();
            case AddressChange address -> address.address().toString();
            case RouteChange route -> route.route().toString();
            case NeighbourChange neighbour -> neighbour.neighbour().toString();
            case FdbChange fdb -> fdb.row().toString();
            case QdiscChange qdisc -> "link " + qdisc.link();
        };
    }

    private static void encodeLink(LinkChange change, MessageWriter out) {
        switch (change) {
            case LinkChange.AddBridge add -> LinkCodec.addBridge(add, out.begin(RTM_NEWLINK, ADD));
            case LinkChange.AddVeth add -> LinkCodec.addVeth(add, out.begin(RTM_NEWLINK, ADD));
            case LinkChange.AddMacvlan add ->
                    LinkCodec.addMacvlan(add, out.begin(RTM_NEWLINK, ADD));
            case LinkChange.AddIpvlan add -> LinkCodec.addIpvlan(add, out.begin(RTM_NEWLINK, ADD));
            case LinkChange.AddVlan add -> LinkCodec.addVlan(add, out.begin(RTM_NEWLINK, ADD));
            case LinkChange.AddVxlan add -> LinkCodec.addVxlan(add, out.begin(RTM_NEWLINK, ADD));
            case LinkChange.AddPlain add ->
                    LinkCodec.addPlain(
                            add.name(), add.kind(), add.settings(), out.begin(RTM_NEWLINK, ADD));
            case LinkChange.Set set -> LinkCodec.set(set, out.begin(RTM_NEWLINK, SET));
            case LinkChange.SetBridgePort set ->
                    LinkCodec.setBridgePort(set, out.begin(RTM_NEWLINK, SET));
            case LinkChange.SetBridge set -> LinkCodec.setBridge(set, out.begin(RTM_NEWLINK, SET));
            case LinkChange.Delete(LinkRef link) ->
                    LinkCodec.reference(link, out.begin(RTM_DELLINK, SET));
            case LinkChange.DeleteGroup(int group) ->
                    LinkCodec.deleteGroup(group, out.begin(RTM_DELLINK, SET));
        }
    }

    private static void encodeAddress(AddressChange change, MessageWriter out) {
        switch (change) {
            case AddressChange.Add _ -> out.begin(RTM_NEWADDR, ADD);
            case AddressChange.Replace _ -> out.begin(RTM_NEWADDR, REPLACE);
            case AddressChange.Delete _ -> out.begin(RTM_DELADDR, SET);
        }
        AddressCodec.encode(change.address(), out);
    }

    private static void encodeRoute(RouteChange change, MessageWriter out) {
        switch (change) {
            case RouteChange.Add _ -> out.begin(RTM_NEWROUTE, ADD);
            case RouteChange.Replace _ -> out.begin(RTM_NEWROUTE, REPLACE);
            case RouteChange.Delete _ -> out.begin(RTM_DELROUTE, SET);
        }
        RouteCodec.encode(change.route(), out);
    }

    private static void encodeNeighbour(NeighbourChange change, MessageWriter out) {
        switch (change) {
            case NeighbourChange.Replace _ -> out.begin(RTM_NEWNEIGH, REPLACE);
            case NeighbourChange.Delete _ -> out.begin(RTM_DELNEIGH, SET);
        }
        NeighbourCodec.encode(change.neighbour(), out);
    }

    private static void encodeFdb(FdbChange change, MessageWriter out) {
        switch (change) {
            case FdbChange.Replace _ -> out.begin(RTM_NEWNEIGH, REPLACE);
            case FdbChange.Delete _ -> out.begin(RTM_DELNEIGH, SET);
        }
        NeighbourCodec.encode(change.row(), out);
    }
}
