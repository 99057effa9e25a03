package naru.linux.route;

/**
 * A queueing discipline of a link. See tc(8).
 *
 * @param link the link's index
 * @param root whether it is the root qdisc, not that of a class or hook
 * @param kind such as {@code tbf}
 * @param rate of a tbf, in bytes per second; 0 for other kinds
 * @param queue the queue of a tbf in bytes; 0 for other kinds
 */
public record Qdisc(int link, boolean root, String kind, long rate, int queue) {
    /** Whether it matches {@code limit}. The burst is reported in ticks, and not compared. */
    public boolean does(QdiscChange.Limit limit) {
        return link == limit.link()
                && root
                && kind.equals("tbf")
                && rate == limit.rate()
                && queue == limit.queue();
    }
}
