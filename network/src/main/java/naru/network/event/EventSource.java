package naru.network.event;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where events can be read. A consumer starts from a snapshot ({@link #watch}) or from a position
 * that it has reached before ({@link #resume}); it misses nothing and sees nothing twice. Any
 * thread.
 *
 * @param <E> the type of an event
 * @param <S> the type of a snapshot
 */
public interface EventSource<E, S> {
    /** The state now, and all events from here on. */
    Watch<E, S> watch();

    /**
     * All events after {@code position}; empty when some of them are no longer remembered or the
     * position is of another log. The consumer then starts anew with {@link #watch}.
     */
    Optional<Subscription<E>> resume(Position position);

    /**
     * Calls {@code observer} for each event from here on, on the thread that makes the change and
     * before the change is acknowledged. An observer returns at once, does not throw, and changes
     * nothing that causes events.
     */
    void observe(Consumer<Numbered<E>> observer);

    /** The position after the latest event. */
    Position position();
}
