package naru.linux.route;

/**
 * How a link queues what leaves by it. See tc(8).
 *
 * @param link the link's index
 * @param root whether all that leaves goes through it, not through a class or a hook of another one
 * @param kind such as {@code tbf}
 * @param rate of a tbf, in bytes a second; 0 of others
 * @param queue how many bytes may wait in a tbf; 0 of others
 */
public record Qdisc(int link, boolean root, String kind, long rate, int queue) {
    /**
     * Whether it does what {@code limit} asks for. The burst is told in ticks, and not compared.
     */
    public boolean does(QdiscChange.Limit limit) {
        return link == limit.link()
                && root
                && kind.equals("tbf")
                && rate == limit.rate()
                && queue == limit.queue();
    }
}
