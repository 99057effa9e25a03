package naru.dns.forward;

import naru.dns.cache.KeptReply;
import naru.dns.forward.Forwarder.Outcome;
import naru.dns.wire.PlainQuery;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A question that is under way, and all who wait for its reply. On the event loop only. */
final class Flight {
    private final List<Waiter> waiters = new ArrayList<>(1);
    private @Nullable KeptReply stale;

    /** Who asked, and how much of a reply he takes, in bytes. */
    record Waiter(PlainQuery query, int limit, Consumer<Outcome> outcome) {}

    void add(Waiter waiter) {
        waiters.add(waiter);
    }

    int size() {
        return waiters.size();
    }

    /** What is given when nobody answers, or not in time. */
    void fallBackOn(KeptReply reply) {
        stale = reply;
    }

    @Nullable KeptReply stale() {
        return stale;
    }

    /** Those who wait; from now on nobody does. */
    List<Waiter> leave() {
        var all = List.copyOf(waiters);
        waiters.clear();
        return all;
    }
}
