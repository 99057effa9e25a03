package naru.container.event;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Passes events on to all subscribers, and remembers the last {@value #REMEMBERED} events.
 * Publishing never waits: a consumer that is too slow is disconnected, which ends its stream.
 */
public final class Events {
    private static final int REMEMBERED = 1024;
    private static final int BACKLOG = 4096;

    private final Clock clock;
    private final ThreadLocal<@Nullable List<Runnable>> held = new ThreadLocal<>();
    private final Deque<Event> past = new ArrayDeque<>(REMEMBERED);
    private final List<Subscription> listeners = new CopyOnWriteArrayList<>();

    public Events(Clock clock) {
        this.clock = clock;
    }

    /** Publishes an event that happened now. */
    public void publish(
            String type, String action, String actorId, Map<String, String> attributes) {
        var waiting = held.get();
        if (waiting == null) {
            publishNow(type, action, actorId, attributes);
        } else {
            waiting.add(() -> publishNow(type, action, actorId, attributes));
        }
    }

    /**
     * Runs something and holds back the events that it publishes on this thread.
     *
     * @return publishes them
     */
    public Runnable holding(Runnable work) {
        var waiting = new ArrayList<Runnable>();
        held.set(waiting);
        try {
            work.run();
        } finally {
            held.remove();
        }
        return () -> waiting.forEach(Runnable::run);
    }

    private synchronized void publishNow(
            String type, String action, String actorId, Map<String, String> attributes) {
        var event =
                new Event(
                        type,
                        action,
                        actorId,
                        Collections.unmodifiableMap(new TreeMap<>(attributes)),
                        clock.instant());
        if (past.size() == REMEMBERED) {
            past.removeFirst();
        }
        past.addLast(event);
        for (var listener : listeners) {
            listener.offer(event);
        }
    }

    /** Remembered events from {@code since} (null: none of them), and then those to come. */
    public synchronized Subscription subscribe(@Nullable Instant since) {
        var begin = new ArrayList<Event>();
        if (since != null) {
            past.stream().filter(event -> !event.time().isBefore(since)).forEach(begin::add);
        }
        var subscription = new Subscription(begin);
        listeners.add(subscription);
        return subscription;
    }

    /** How many listen now. */
    public int listeners() {
        return listeners.size();
    }

    /** One listener's view. Read by one thread. */
    public final class Subscription implements AutoCloseable {
        private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(BACKLOG);
        private volatile boolean ended;

        private Subscription(List<Event> begin) {
            queue.addAll(begin);
        }

        private void offer(Event event) {
            if (!queue.offer(event)) {
                close();
            }
        }

        /** Whether no event will come any more; those that were there may still be polled. */
        public boolean ended() {
            return ended;
        }

        /** The next event; null when none came in time. */
        public @Nullable Event poll(long timeout, TimeUnit unit) throws InterruptedException {
            return queue.poll(timeout, unit);
        }

        @Override
        public void close() {
            ended = true;
            listeners.remove(this);
        }
    }
}
