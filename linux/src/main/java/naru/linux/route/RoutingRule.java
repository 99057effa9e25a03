package naru.linux.route;

import java.net.InetAddress;

/**
 * A rule that selects a routing table, see ip-rule(8).
 *
 * @param priority lower ones come first; the main table's rule has 32766
 * @param source source network; of length 0 for any
 * @param target destination network; of length 0 for any
 * @param plain whether it has no other conditions than source and target
 * @param suppressed routes of the table with this prefix length or less are ignored; -1 for none
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
