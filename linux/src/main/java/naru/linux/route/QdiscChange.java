package naru.linux.route;

/** A change to how a link queues what leaves by it. See tc(8). */
public sealed interface QdiscChange extends Change {
    int link();

    /**
     * Lets packets leave by a link at a steady rate (tc-tbf(8)), instead of what was there.
     *
     * @param link its index
     * @param rate in bytes a second
     * @param burst how many bytes may leave at once
     * @param queue how many bytes may wait; more are dropped
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
