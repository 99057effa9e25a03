package naru.network.event;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A numbered log of events, in memory. Appending never waits for a consumer: one that falls too far
 * behind is disconnected. Any thread.
 */
public final class EventLog<E, S> implements EventSource<E, S>, AutoCloseable {
    /** Events kept for {@link #resume}. */
    static final int MAX_REMEMBERED = 4096;

    /** Events that may wait for one consumer. */
    static final int MAX_QUEUED = 4096;

    private final String id;
    private final Clock clock;
    private final EventView<E, S> view;
    private final Deque<Numbered<E>> remembered = new ArrayDeque<>(); // guarded by this
    private final List<Subscription<E>> subscriptions = new CopyOnWriteArrayList<>();
    private final List<Consumer<Numbered<E>>> observers = new CopyOnWriteArrayList<>();
    private long revision; // guarded by this
    private boolean closed; // guarded by this

    /**
     * @param id distinguishes this log from those of other runs of the daemon
     */
    public EventLog(String id, Clock clock, EventView<E, S> view) {
        this.id = id;
        this.clock = clock;
        this.view = view;
    }

    /** Appends an event and passes it on, in the same order to all consumers. */
    public synchronized void append(E event) {
        if (closed) {
            return;
        }
        view.apply(event);
        revision++;
        var numbered = new Numbered<>(revision, clock.instant(), event);
        if (remembered.size() == MAX_REMEMBERED) {
            remembered.removeFirst();
        }
        remembered.addLast(numbered);
        observers.forEach(observer -> observer.accept(numbered));
        subscriptions.forEach(subscription -> subscription.offer(numbered));
    }

    @Override
    public synchronized Watch<E, S> watch() {
        return new Watch<>(view.snapshot(), position(), subscribe(List.of()));
    }

    @Override
    public synchronized Optional<Subscription<E>> resume(Position position) {
        boolean known = position.log().equals(id) && position.revision() <= revision;
        if (!known || position.revision() < revision - remembered.size()) {
            return Optional.empty();
        }
        var missed = remembered.stream().filter(e -> e.revision() > position.revision()).toList();
        return Optional.of(subscribe(missed));
    }

    @Override
    public synchronized void observe(Consumer<Numbered<E>> observer) {
        observers.add(observer);
    }

    @Override
    public synchronized Position position() {
        return new Position(id, revision);
    }

    /** Ends all subscriptions. Later events are ignored. */
    @Override
    public synchronized void close() {
        closed = true;
        subscriptions.forEach(s -> s.end(Subscription.End.LOG_CLOSED));
    }

    private Subscription<E> subscribe(List<Numbered<E>> backlog) {
        var subscription = new Subscription<>(backlog, MAX_QUEUED, subscriptions::remove);
        if (closed) {
            subscription.end(Subscription.End.LOG_CLOSED);
        } else {
            subscriptions.add(subscription);
        }
        return subscription;
    }
}
