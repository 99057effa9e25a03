package naru.dns.forward;

import naru.dns.cache.CachedReply;
import naru.dns.wire.PlainQuery;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A pending query and all clients that wait for its reply. On the event loop only. */
final class PendingQuery {
    private final List<Waiter> waiters = new ArrayList<>(1);
    private @Nullable CachedReply stale;

    /** A client, and the largest reply that it accepts, in bytes. */
    record Waiter(PlainQuery query, int limit, Consumer<Outcome> outcome) {}

    void add(Waiter waiter) {
        waiters.add(waiter);
    }

    int size() {
        return waiters.size();
    }

    /** The reply if no upstream responds in time. */
    void fallBackOn(CachedReply reply) {
        stale = reply;
    }

    @Nullable CachedReply stale() {
        return stale;
    }

    /** Removes and returns the waiting clients. */
    List<Waiter> leave() {
        var all = List.copyOf(waiters);
        waiters.clear();
        return all;
    }
}
