package naru.linux.route.socket;

import naru.linux.address.Family;
import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.route.RoutingRule;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/** Messages about routing rules: struct fib_rule_hdr and FRA_*, linux/fib_rules.h. */
final class RuleCodec {
    static final int RTM_NEWRULE = 32; // linux/rtnetlink.h
    static final int RTM_GETRULE = 34;

    private static final int FIXED = 12; // struct fib_rule_hdr
    private static final int TO_TABLE = 1; // FR_ACT_TO_TBL
    private static final int INVERTED = 2; // FIB_RULE_INVERT
    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_SUPPRESS_PREFIXLEN = 14;
    private static final int FRA_TABLE = 15;
    private static final int FRA_PROTOCOL = 21;
    private static final int FRA_PAD = 18;
    private static final int FRA_SUPPRESS_IFGROUP = 13;

    private RuleCodec() {}

    /** Null for a family other than IPv4 and IPv6, and for rules that select no table. */
    static @Nullable RoutingRule decode(MessageReader message) {
        Family family = AddressCodec.family(message.get8(0));
        if (family == null || message.get8(7) != TO_TABLE) {
            return null;
        }
        InetAddress source = family.any();
        InetAddress target = source;
        long priority = 0;
        int table = message.get8(4);
        int suppressed = -1;
        boolean plain = (message.get32(8) & INVERTED) == 0 && message.get8(3) == 0;
        Attributes attributes = message.attributes(FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case FRA_DST -> target = attributes.address();
                case FRA_SRC -> source = attributes.address();
                case FRA_PRIORITY -> priority = attributes.u32() & 0xffffffffL;
                case FRA_TABLE -> table = attributes.u32();
                case FRA_SUPPRESS_PREFIXLEN -> suppressed = attributes.u32();
                case FRA_PROTOCOL, FRA_PAD, FRA_SUPPRESS_IFGROUP -> {}
                default -> plain = false; // marks, links, ports, users
            }
        }
        return new RoutingRule(
                priority,
                source,
                message.get8(2),
                target,
                message.get8(1),
                table,
                plain,
                suppressed);
    }
}
