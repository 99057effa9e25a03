package naru.linux.route.socket;

import naru.linux.EthernetAddress;
import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.route.BridgeOptions;
import naru.linux.route.BridgePortFlag;
import naru.linux.route.BridgePortOptions;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Vxlan;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.function.Consumer;

/** Link messages: struct ifinfomsg and IFLA_*, linux/rtnetlink.h, linux/if_link.h, linux/veth.h. */
final class LinkCodec {
    static final int FIXED = 16; // struct ifinfomsg
    static final int IFLA_IFNAME = 3;
    static final int AF_BRIDGE = 7; // linux/socket.h

    private static final int IFF_UP = 1; // linux/if.h

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_PROTINFO = 12;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_LINK_NETNSID = 37;

    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_INFO_SLAVE_KIND = 4;
    private static final int IFLA_INFO_SLAVE_DATA = 5;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFLA_MACVLAN_MODE = 1;
    private static final int IFLA_IPVLAN_MODE = 1;
    private static final int IFLA_IPVLAN_FLAGS = 2;
    private static final int IFLA_VLAN_ID = 1;

    private static final int IFLA_BR_FORWARD_DELAY = 1;
    private static final int IFLA_BR_AGEING_TIME = 4;
    private static final int IFLA_BR_STP_STATE = 5;
    private static final int IFLA_BR_GROUP_FWD_MASK = 9;
    private static final int IFLA_BR_MCAST_SNOOPING = 23;

    private static final int IFLA_BRPORT_STATE = 1;
    private static final int BR_STATE_FORWARDING = 3; // linux/if_bridge.h

    private LinkCodec() {}

    /** The fixed part, for a link named by index or, with 0, by an attribute. */
    static void fixed(MessageWriter out, int index, @Nullable Boolean up) {
        out.put32(0).put32(index); // u8 family, u8 padding, u16 device type
        out.put32(up != null && up ? IFF_UP : 0).put32(up == null ? 0 : IFF_UP);
    }

    static void addBridge(LinkChange.AddBridge add, MessageWriter out) {
        fixed(out, index(add.settings()), add.settings().up());
        out.string(IFLA_IFNAME, add.name());
        settings(add.settings(), out);
        info(out, "bridge", data -> bridge(add.options(), data));
    }

    static void addVeth(LinkChange.AddVeth add, MessageWriter out) {
        fixed(out, index(add.settings()), add.settings().up());
        out.string(IFLA_IFNAME, add.name());
        settings(add.settings(), out);
        info(out, "veth", data -> data.nested(VETH_INFO_PEER, peer -> peer(add, peer)));
    }

    static void addMacvlan(LinkChange.AddMacvlan add, MessageWriter out) {
        on(add.parent(), add.name(), add.settings(), out);
        info(out, "macvlan", data -> data.u32(IFLA_MACVLAN_MODE, add.mode().number()));
    }

    static void addIpvlan(LinkChange.AddIpvlan add, MessageWriter out) {
        on(add.parent(), add.name(), add.settings(), out);
        info(
                out,
                "ipvlan",
                data -> {
                    data.u16(IFLA_IPVLAN_MODE, add.mode().number());
                    data.u16(IFLA_IPVLAN_FLAGS, add.flag().number());
                });
    }

    static void addVlan(LinkChange.AddVlan add, MessageWriter out) {
        on(add.parent(), add.name(), add.settings(), out);
        info(out, "vlan", data -> data.u16(IFLA_VLAN_ID, add.id()));
    }

    static void addVxlan(LinkChange.AddVxlan add, MessageWriter out) {
        fixed(out, index(add.settings()), add.settings().up());
        out.string(IFLA_IFNAME, add.name());
        settings(add.settings(), out);
        info(out, "vxlan", data -> VxlanCodec.encode(add.vxlan(), data));
    }

    static void addPlain(String name, String kind, LinkSettings settings, MessageWriter out) {
        fixed(out, index(settings), settings.up());
        out.string(IFLA_IFNAME, name);
        settings(settings, out);
        info(out, kind, _ -> {});
    }

    private static void on(int parent, String name, LinkSettings settings, MessageWriter out) {
        fixed(out, index(settings), settings.up());
        out.string(IFLA_IFNAME, name);
        out.u32(IFLA_LINK, parent);
        settings(settings, out);
    }

    static void set(LinkChange.Set set, MessageWriter out) {
        reference(set.link(), set.settings().up(), out);
        settings(set.settings(), out);
        if (set.settings().name() != null) {
            out.string(IFLA_IFNAME, set.settings().name());
        }
    }

    static void setBridge(LinkChange.SetBridge set, MessageWriter out) {
        reference(set.link(), null, out);
        info(out, "bridge", data -> bridge(set.options(), data));
    }

    static void setBridgePort(LinkChange.SetBridgePort set, MessageWriter out) {
        reference(set.link(), null, out);
        BridgePortOptions port = set.options();
        out.nested(
                IFLA_LINKINFO,
                info -> {
                    info.string(IFLA_INFO_SLAVE_KIND, "bridge");
                    info.nested(IFLA_INFO_SLAVE_DATA, data -> bridgePort(port, data));
                });
    }

    /** Only the reference to a link: enough to delete or request it. */
    static void reference(LinkRef link, MessageWriter out) {
        reference(link, null, out);
    }

    static void deleteGroup(int group, MessageWriter out) {
        fixed(out, 0, null);
        out.u32(IFLA_GROUP, group);
    }

    /**
     * Decodes a link message; with family {@link #AF_BRIDGE} it describes a bridge port, without
     * kind and alias.
     */
    static Link decode(MessageReader message) {
        boolean isPort = message.get8(0) == AF_BRIDGE;
        var link = new LinkBuilder(message.get32(4), message.get32(8));
        Attributes attributes = message.attributes(FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFLA_IFNAME -> link.name = attributes.string();
                case IFLA_ADDRESS -> link.address = ethernet(attributes);
                case IFLA_MTU -> link.mtu = attributes.u32();
                case IFLA_LINK -> link.peer = attributes.u32();
                case IFLA_MASTER -> link.master = attributes.u32();
                case IFLA_IFALIAS -> link.alias = attributes.string();
                case IFLA_GROUP -> link.group = attributes.u32();
                case IFLA_LINK_NETNSID -> link.peerNetnsId = attributes.u32();
                case IFLA_LINKINFO -> info(attributes.nested(), link);
                case IFLA_PROTINFO -> {
                    if (isPort) {
                        link.port = port(attributes.nested());
                    }
                }
                default -> {} // only these are used
            }
        }
        return link.build();
    }

    /** Six bytes as a MAC address; tunnels and others have addresses of other lengths. */
    static @Nullable EthernetAddress ethernet(Attributes attribute) {
        return attribute.length() == EthernetAddress.BYTES
                ? EthernetAddress.of(attribute.bytes())
                : null;
    }

    private static void reference(LinkRef link, @Nullable Boolean up, MessageWriter out) {
        switch (link) {
            case LinkRef.ByIndex(int index) -> fixed(out, index, up);
            case LinkRef.ByName(String name) -> {
                fixed(out, 0, up);
                out.string(IFLA_IFNAME, name);
            }
        }
    }

    private static int index(LinkSettings settings) {
        return settings.index() == null ? 0 : settings.index();
    }

    private static void peer(LinkChange.AddVeth add, MessageWriter out) {
        fixed(out, index(add.peerSettings()), null);
        out.string(IFLA_IFNAME, add.peerName());
        settings(add.peerSettings(), out);
    }

    private static void settings(LinkSettings settings, MessageWriter out) {
        if (settings.mtu() != null) {
            out.u32(IFLA_MTU, settings.mtu());
        }
        if (settings.address() != null) {
            out.bytes(IFLA_ADDRESS, settings.address().octets());
        }
        if (settings.master() != null) {
            out.u32(IFLA_MASTER, settings.master());
        }
        if (settings.alias() != null) {
            out.string(IFLA_IFALIAS, settings.alias());
        }
        if (settings.group() != null) {
            out.u32(IFLA_GROUP, settings.group());
        }
        if (settings.netns() != null) {
            out.u32(IFLA_NET_NS_FD, settings.netns().fd());
        }
    }

    private static void info(MessageWriter out, String kind, Consumer<MessageWriter> data) {
        out.nested(
                IFLA_LINKINFO,
                info -> {
                    info.string(IFLA_INFO_KIND, kind);
                    info.nested(IFLA_INFO_DATA, data);
                });
    }

    private static void bridge(BridgeOptions options, MessageWriter out) {
        if (options.forwardDelay() != null) {
            out.u32(IFLA_BR_FORWARD_DELAY, options.forwardDelay());
        }
        if (options.ageing() != null) {
            out.u32(IFLA_BR_AGEING_TIME, options.ageing());
        }
        if (options.stp() != null) {
            out.u32(IFLA_BR_STP_STATE, options.stp() ? 1 : 0);
        }
        if (options.groupForwardMask() != null) {
            out.u16(IFLA_BR_GROUP_FWD_MASK, options.groupForwardMask());
        }
        flag(IFLA_BR_MCAST_SNOOPING, options.multicastSnooping(), out);
    }

    private static void bridgePort(BridgePortOptions port, MessageWriter out) {
        port.flags().forEach((flag, on) -> flag(flag.attribute(), on, out));
        if (port.forwarding()) {
            out.u8(IFLA_BRPORT_STATE, BR_STATE_FORWARDING);
        }
    }

    private static void flag(int type, @Nullable Boolean on, MessageWriter out) {
        if (on != null) {
            out.u8(type, on ? 1 : 0);
        }
    }

    private static void info(Attributes info, LinkBuilder link) {
        String slaveOf = "";
        while (info.next()) {
            switch (info.type()) {
                case IFLA_INFO_KIND -> link.kind = info.string();
                case IFLA_INFO_DATA -> {
                    if (link.kind.equals("bridge")) { // the kernel sends the kind first
                        link.stp = stp(info.nested());
                    } else if (link.kind.equals("vxlan")) {
                        link.vxlan = VxlanCodec.decode(info.nested());
                    }
                }
                case IFLA_INFO_SLAVE_KIND -> slaveOf = info.string();
                case IFLA_INFO_SLAVE_DATA -> {
                    if (slaveOf.equals("bridge")) {
                        link.port = port(info.nested());
                    }
                }
                default -> {}
            }
        }
    }

    private static boolean stp(Attributes data) {
        boolean on = false;
        while (data.next()) {
            if (data.type() == IFLA_BR_STP_STATE) {
                on = data.u32() != 0;
            }
        }
        return on;
    }

    private static Link.BridgePort port(Attributes data) {
        var flags = EnumSet.noneOf(BridgePortFlag.class);
        boolean forwarding = false;
        while (data.next()) {
            if (data.type() == IFLA_BRPORT_STATE) {
                forwarding = data.u8() == BR_STATE_FORWARDING;
            }
            for (var flag : BridgePortFlag.values()) {
                if (data.type() == flag.attribute() && data.u8() != 0) {
                    flags.add(flag);
                }
            }
        }
        return new Link.BridgePort(flags, forwarding);
    }

    /** A link while its attributes are decoded. */
    private static final class LinkBuilder {
        final int index;
        final int flags;
        String name = "";
        String kind = "";
        String alias = "";
        int mtu;
        int master;
        int peer;
        int peerNetnsId = -1;
        int group;
        boolean stp;
        @Nullable EthernetAddress address;
        Link.@Nullable BridgePort port;
        @Nullable Vxlan vxlan;

        LinkBuilder(int index, int flags) {
            this.index = index;
            this.flags = flags;
        }

        Link build() {
            return new Link(
                    index,
                    name,
                    kind,
                    flags,
                    mtu,
                    address,
                    master,
                    peer,
                    peerNetnsId,
                    group,
                    alias,
                    stp,
                    port,
                    vxlan);
        }
    }
}
