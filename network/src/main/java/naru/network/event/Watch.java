package naru.network.event;

/**
 * A state, and the events that follow it. Applied to {@code snapshot} in order, the events of
 * {@code subscription} lead from one state of the source to the next; none is missing or doubled.
 *
 * @param position the place of the snapshot in the log
 */
public record Watch<E, S>(S snapshot, Position position, Subscription<E> subscription)
        implements AutoCloseable {
    @Override
    public void close() {
        subscription.close();
    }
}
