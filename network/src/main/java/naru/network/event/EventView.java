package naru.network.event;

/**
 * The state that results from all events so far, as an {@link EventLog} keeps it for its snapshots.
 * Called under the log's lock only.
 */
public interface EventView<E, S> {
    /** Moves the state on by one event. */
    void apply(E event);

    /** The present state, immutable. */
    S snapshot();
}
