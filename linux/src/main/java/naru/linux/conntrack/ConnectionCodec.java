package naru.linux.conntrack;

import naru.linux.address.Family;
import naru.linux.conntrack.Connection.Key;
import naru.linux.conntrack.Connection.Tuple;
import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/** Messages of ctnetlink: CTA_*, linux/netfilter/nfnetlink_conntrack.h. */
final class ConnectionCodec {
    static final int GET = 1; // IPCTNL_MSG_CT_GET
    static final int DELETE = 2;

    private static final int SUBSYSTEM = 1; // NFNL_SUBSYS_CTNETLINK, linux/netfilter/nfnetlink.h
    private static final int FIXED = 4; // struct nfgenmsg
    private static final int AF_INET = 2; // linux/socket.h
    private static final int AF_INET6 = 10;

    private static final int TUPLE_ORIGINAL = 1; // CTA_TUPLE_ORIG
    private static final int TUPLE_REPLY = 2;
    private static final int ID = 12;
    private static final int ZONE = 18;
    private static final int NLA_F_NESTED = 1 << 15; // linux/netlink.h

    private ConnectionCodec() {}

    static void begin(MessageWriter out, int kind, int flags, Family family) {
        out.begin(SUBSYSTEM << 8 | kind, flags);
        out.put8(family.choose(AF_INET, AF_INET6)).put8(0).put16be(0); // NFNETLINK_V0, no resource
    }

    /** A deletion without a tuple would delete all entries, so a tuple is required. */
    static void key(MessageWriter out, Key key) {
        if (key.tuple().length == 0) {
            throw new IllegalArgumentException("a connection without a tuple");
        }
        out.bytes(TUPLE_ORIGINAL | NLA_F_NESTED, key.tuple());
        if (key.id().length > 0) {
            out.bytes(ID, key.id());
        }
        if (key.zone().length > 0) {
            out.bytes(ZONE, key.zone());
        }
    }

    /** Null for an entry without ports. */
    static @Nullable Connection decode(MessageReader message) {
        byte[] key = new byte[0];
        byte[] id = new byte[0];
        byte[] zone = new byte[0];
        Parts original = null;
        Parts reply = null;
        var attributes = message.attributes(FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case TUPLE_ORIGINAL -> {
                    key = attributes.bytes();
                    original = Parts.decode(attributes.nested());
                }
                case TUPLE_REPLY -> reply = Parts.decode(attributes.nested());
                case ID -> id = attributes.bytes();
                case ZONE -> zone = attributes.bytes();
                default -> {}
            }
        }
        var first = original == null ? null : original.tuple();
        var second = reply == null ? null : reply.tuple();
        return original == null || first == null || second == null
                ? null
                : new Connection(original.protocol, first, second, new Key(key, id, zone));
    }

    /** A tuple while it is read. */
    private static final class Parts {
        private @Nullable InetAddress source;
        private @Nullable InetAddress target;
        private int sourcePort = -1;
        private int targetPort = -1;
        private int protocol;

        static Parts decode(Attributes attributes) {
            var parts = new Parts();
            while (attributes.next()) {
                switch (attributes.type()) {
                    case 1 -> parts.addresses(attributes.nested()); // CTA_TUPLE_IP
                    case 2 -> parts.protocol(attributes.nested()); // CTA_TUPLE_PROTO
                    default -> {}
                }
            }
            return parts;
        }

        private void addresses(Attributes attributes) {
            while (attributes.next()) {
                switch (attributes.type()) {
                    case 1, 3 -> source = attributes.address(); // CTA_IP_V4_SRC, CTA_IP_V6_SRC
                    case 2, 4 -> target = attributes.address();
                    default -> {}
                }
            }
        }

        private void protocol(Attributes attributes) {
            while (attributes.next()) {
                switch (attributes.type()) {
                    case 1 -> protocol = attributes.u8(); // CTA_PROTO_NUM
                    case 2 -> sourcePort = port(attributes.bytes());
                    case 3 -> targetPort = port(attributes.bytes());
                    default -> {}
                }
            }
        }

        private static int port(byte[] bytes) {
            return bytes.length == 2 ? (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff) : -1;
        }

        @Nullable Tuple tuple() {
            return source == null || target == null || sourcePort < 0 || targetPort < 0
                    ? null
                    : new Tuple(source, sourcePort, target, targetPort);
        }
    }
}
