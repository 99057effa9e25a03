package naru.network.fake;

import naru.linux.EthernetAddress;
import naru.linux.route.BridgePortFlag;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Qdisc;
import naru.linux.route.Vxlan;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A link of a {@link FakeNetns}. What depends on other links is computed when it is asked for. */
final class FakeLink {
    private static final int IFF_UP = 0x1; // linux/if.h
    private static final int IFF_LOOPBACK = 0x8;
    private static final int IFF_RUNNING = 0x40;
    private static final int IFF_LOWER_UP = 0x10000;

    final FakeNetns netns;
    final int index;
    final String kind;
    final FakeConf ipv4;
    final FakeConf ipv6;
    String name;
    boolean up;
    int mtu = 1500;
    EthernetAddress address;
    FakeLink master;
    FakeLink peer; // the other end of a veth
    FakeLink parent; // of a macvlan, ipvlan or vlan
    int group;
    String alias = "";
    boolean stp;
    Vxlan vxlan; // null for other kinds
    FakeNetns tunnelFrom; // the namespace of a vxlan link's socket
    final Set<BridgePortFlag> portFlags = EnumSet.noneOf(BridgePortFlag.class);
    final List<InterfaceAddress> addresses = new ArrayList<>();
    Qdisc qdisc; // null for the kernel's own

    FakeLink(FakeNetns netns, int index, String name, String kind) {
        this.netns = netns;
        this.index = index;
        this.name = name;
        this.kind = kind;
        ipv4 = new FakeConf(netns.default4);
        ipv6 = new FakeConf(netns.default6);
    }

    /** Links below {@link #MIN_IPV6_MTU} have no IPv6 at all. */
    boolean hasIpv6() {
        return mtu >= MIN_IPV6_MTU;
    }

    static final int MIN_IPV6_MTU = 1280; // RFC 8200 section 5

    boolean carrier() {
        if (!up) {
            return false;
        }
        return switch (kind) {
            case "veth" -> peer != null && peer.up;
            case "bridge" -> netns.hasPort(this);
            case "macvlan", "ipvlan", "vlan" -> parent != null && parent.carrier();
            default -> true;
        };
    }

    static boolean passes(FakeLink port) {
        return port.up && port.carrier();
    }

    boolean forwards() {
        return master != null && master.up && passes(this);
    }

    Link view() {
        int flags = kind.isEmpty() ? IFF_LOOPBACK : 0;
        flags |= up ? IFF_UP : 0;
        flags |= carrier() ? IFF_RUNNING | IFF_LOWER_UP : 0;
        var other = peer != null ? peer : parent;
        boolean elsewhere = other != null && other.netns != netns;
        return new Link(
                index,
                name,
                kind,
                flags,
                mtu,
                address,
                master == null ? 0 : master.index,
                other == null ? 0 : other.index,
                elsewhere ? 0 : -1,
                group,
                alias,
                stp,
                master == null ? null : new Link.BridgePort(portFlags, forwards()),
                vxlan);
    }

    @Override
    public String toString() {
        return name;
    }
}
