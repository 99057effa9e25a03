package naru.linux.route;

import java.net.InetAddress;

/**
 * A rule that sends packets to a routing table, see ip-rule(8).
 *
 * @param priority lower ones come first; the main table's rule has 32766
 * @param source where packets come from; of length 0 for anywhere
 * @param target where they go; of length 0 for anywhere
 * @param plain whether it looks at nothing but source and target
 * @param suppressed routes of the table with this prefix length or less do not count; -1 for all do
 */
public record RoutingRule(
        long priority,
        InetAddress source,
        int sourceLength,
        InetAddress target,
        int targetLength,
        int table,
        boolean plain,
        int suppressed) {
    /** The priority of the rule for the main table. */
    public static final long MAIN = 32766;
}
