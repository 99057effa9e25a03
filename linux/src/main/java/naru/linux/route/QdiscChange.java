package naru.linux.route;

/** A change to the queueing discipline of a link. See tc(8). */
public sealed interface QdiscChange extends Change {
    int link();

    /**
     * Replaces the root qdisc of a link by a token bucket filter (tc-tbf(8)).
     *
     * @param link its index
     * @param rate in bytes per second
     * @param burst in bytes
     * @param queue in bytes; packets beyond it are dropped
     */
    record Limit(int link, long rate, int burst, int queue) implements QdiscChange {
        public Limit {
            if (rate <= 0 || burst <= 0 || queue <= 0) {
                throw new IllegalArgumentException(
                        "rate %d, burst %d, queue %d".formatted(rate, burst, queue));
            }
        }
    }
}
