package naru.linux.route.socket;

import naru.linux.address.Family;
import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageWriter;
import naru.linux.route.Vxlan;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.ByteOrder;

/** The data of a vxlan link: IFLA_VXLAN_*, linux/if_link.h. */
final class VxlanCodec {
    private static final int IFLA_VXLAN_ID = 1;
    private static final int IFLA_VXLAN_LOCAL = 4;
    private static final int IFLA_VXLAN_LEARNING = 7;
    private static final int IFLA_VXLAN_PORT = 15; // highest byte first
    private static final int IFLA_VXLAN_LOCAL6 = 17;

    private VxlanCodec() {}

    static void encode(Vxlan vxlan, MessageWriter out) {
        out.u32(IFLA_VXLAN_ID, vxlan.id());
        var family = Family.of(vxlan.local());
        out.address(family.choose(IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6), vxlan.local());
        out.u8(IFLA_VXLAN_LEARNING, vxlan.learning() ? 1 : 0);
        byte[] port = {(byte) (vxlan.port() >> 8), (byte) vxlan.port()};
        out.bytes(IFLA_VXLAN_PORT, port);
    }

    /** Null without a VNI of its own (mode "external"); no address counts as IPv4's 0.0.0.0. */
    static @Nullable Vxlan decode(Attributes data) {
        int id = -1;
        InetAddress local = Family.IPV4.any();
        int port = 0;
        boolean learning = false;
        while (data.next()) {
            switch (data.type()) {
                case IFLA_VXLAN_ID -> id = data.u32();
                case IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6 -> local = data.address();
                case IFLA_VXLAN_LEARNING -> learning = data.u8() != 0;
                case IFLA_VXLAN_PORT -> port = Short.toUnsignedInt(swapped(data.u16()));
                default -> {}
            }
        }
        return id < 0 || id > Vxlan.MAX_ID || port == 0
                ? null
                : new Vxlan(id, local, port, learning);
    }

    private static short swapped(int port) {
        boolean big = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        return big ? (short) port : Short.reverseBytes((short) port);
    }
}
