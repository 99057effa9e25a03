package naru.cli.doctor;

import naru.linux.error.LinuxException;
import naru.linux.netlink.MessageWriter;
import naru.linux.netlink.NetlinkProtocol;
import naru.linux.netlink.NetlinkSocket;
import naru.linux.netlink.Refusal;

import java.util.ArrayList;
import java.util.List;

/**
 * Creates an interface of each kind, in a separate namespace. This also makes the kernel load the
 * module, if there is one.
 */
final class DeviceChecks {
    private static final int RTM_NEWLINK = 16; // linux/rtnetlink.h
    private static final int IFLA_IFNAME = 3; // linux/if_link.h
    private static final int IFLA_LINK = 5;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int FIRST_PARENT = 100; // the index of the parent

    private static final List<DeviceKind> KINDS =
            List.of(
                    DeviceKind.BRIDGE,
                    DeviceKind.VETH,
                    DeviceKind.MACVLAN,
                    DeviceKind.IPVLAN,
                    DeviceKind.VLAN,
                    DeviceKind.VXLAN);

    private DeviceChecks() {}

    static List<Finding> inside(Scratch scratch) {
        var findings = new ArrayList<Finding>();
        try (var socket = scratch.netns().call(() -> NetlinkSocket.open(NetlinkProtocol.ROUTE))) {
            int parent = FIRST_PARENT;
            for (DeviceKind kind : KINDS) {
                if (kind.onParent()) { // one per kind: macvlan and ipvlan cannot share a parent
                    make(socket, DeviceKind.BRIDGE, "on-" + kind.word(), ++parent, 0);
                }
                var refusals = make(socket, kind, "probe-" + kind.word(), 0, parent);
                findings.add(finding(kind, refusals));
            }
        }
        return findings;
    }

    static Finding finding(DeviceKind kind, List<Refusal> refusals) {
        if (refusals.isEmpty()) {
            return Finding.ok(kind.word(), kind.use());
        }
        LinuxException refusal = refusals.getFirst().of("RTM_NEWLINK", kind.word());
        String says = "no " + kind.use() + " (" + refusal.getMessage() + ")";
        String remedy = "a kernel with " + kind.option();
        return kind.needed()
                ? Finding.missing(kind.word(), says, remedy)
                : Finding.warn(kind.word(), says, remedy);
    }

    /** Adds an interface with {@code index}, or with one that the kernel chooses if it is 0. */
    private static List<Refusal> make(
            NetlinkSocket socket, DeviceKind kind, String name, int index, int parent) {
        return socket.send(message -> write(message, kind, name, index, parent));
    }

    private static void write(
            MessageWriter out, DeviceKind kind, String name, int index, int parent) {
        int flags = NetlinkSocket.NLM_F_REQUEST | NetlinkSocket.NLM_F_ACK;
        out.begin(RTM_NEWLINK, flags | NetlinkSocket.NLM_F_CREATE | NetlinkSocket.NLM_F_EXCL);
        out.put8(0).put8(0).put16(0).put32(index).put32(0).put32(0); // struct ifinfomsg
        out.string(IFLA_IFNAME, name);
        if (kind.onParent()) {
            out.u32(IFLA_LINK, parent);
        }
        out.nested(
                IFLA_LINKINFO,
                info -> {
                    info.string(IFLA_INFO_KIND, kind.word());
                    info.nested(IFLA_INFO_DATA, kind.data());
                });
    }
}
