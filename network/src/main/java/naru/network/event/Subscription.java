package naru.network.event;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The events of one consumer, oldest first. One thread polls; any thread may close.
 *
 * <p>After {@link #end} is present, events that were queued before can still be polled, so a
 * consumer that has read all of them knows its position and may resume from it.
 */
public final class Subscription<E> implements AutoCloseable {
    /** Why a subscription ended. */
    public enum End {
        /** The consumer closed it. */
        CLOSED,
        /** The consumer fell more than a full queue behind. */
        TOO_SLOW,
        /** The log was closed. */
        LOG_CLOSED
    }

    private final BlockingQueue<Numbered<E>> queue;
    private final Consumer<Subscription<E>> afterEnd;
    private volatile @Nullable End end;

    /**
     * @param backlog events to begin with; they do not count against {@code capacity}
     * @param capacity the number of events that may wait
     */
    Subscription(
            Collection<Numbered<E>> backlog, int capacity, Consumer<Subscription<E>> afterEnd) {
        queue = new LinkedBlockingQueue<>(capacity + backlog.size());
        queue.addAll(backlog);
        this.afterEnd = afterEnd;
    }

    /** Queues an event, or ends the subscription when the queue is full. Never waits. */
    void offer(Numbered<E> event) {
        if (end == null && !queue.offer(event)) {
            end(End.TOO_SLOW);
        }
    }

    /** The next event; null when none arrives within {@code timeout}. */
    public @Nullable Numbered<E> poll(Duration timeout) throws InterruptedException {
        return queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Why no further event will be queued; empty while the subscription is live. */
    public Optional<End> end() {
        return Optional.ofNullable(end);
    }

    @Override
    public void close() {
        end(End.CLOSED);
    }

    /** The first reason stays. */
    synchronized void end(End reason) {
        if (end == null) {
            end = reason;
            afterEnd.accept(this);
        }
    }
}
