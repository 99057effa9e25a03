package naru.dns.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;

import naru.dns.cache.AnswerCache;
import naru.dns.cache.CachedReply;
import naru.dns.metrics.Counter;
import naru.dns.metrics.Statistics;
import naru.dns.wire.MalformedMessage;
import naru.dns.wire.PlainQuery;
import naru.dns.wire.Query;
import naru.dns.wire.QueryReader;
import naru.dns.wire.RecordType;
import naru.dns.wire.ReplyFacts;
import naru.dns.wire.ReplyWriter;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Forwards queries to upstreams. All its methods, and all replies, are on one event loop.
 *
 * <p>A common query is answered from the cache, or joins an equal pending one; otherwise {@link
 * Exchange} queries the upstreams, and the first useful reply is returned with its response code.
 * An uncommon query is forwarded byte by byte and not cached.
 */
public final class Forwarder {
    /** The maximum of pending queries of all sandboxes; each takes a socket. */
    private static final int MAX_PENDING = 8192;

    /**
     * Queries are repeated after silence only up to this number of pending ones, to avoid a storm.
     */
    private static final int MAX_PENDING_FOR_REPEAT = 256;

    /** A payload size that passes any path without fragmentation (DNS flag day 2020). */
    private static final int PAYLOAD = 1232;

    /** A stale answer is served if upstreams take longer, in ms (RFC 8767 section 5). */
    private static final long STALE_AFTER_MILLIS = 1_800;

    /**
     * How long after a failure of the upstreams stale answers are served without delay, in seconds.
     */
    private static final long STALE_RETRY_SECONDS = 30;

    private final EventLoop loop;
    private final Executor opener;
    private final RandomGenerator random;
    private final AnswerCache cache;
    private final Statistics statistics;
    private final Map<Route, PendingQuery> flights = new HashMap<>();
    private final byte[] message = new byte[ReplyWriter.MAX_LENGTH];
    private final PlainQuery plain = new PlainQuery();
    private final QueryLog log;
    private final LongSupplier seconds;
    private @Nullable Trace trace;
    private int underWay;

    /** The key of equal queries to the same origin. */
    private record Route(long origin, Transport transport, PlainQuery query) {}

    /**
     * A forwarder on {@code loop}.
     *
     * @param opener runs blocking tasks: entering a namespace to open a socket there
     * @param random generates message ids and letter case, so it must not be predictable
     * @param seconds a monotonic clock
     */
    public Forwarder(
            EventLoop loop,
            Executor opener,
            RandomGenerator random,
            AnswerCache cache,
            Statistics statistics,
            LongSupplier seconds) {
        this.loop = loop;
        this.opener = opener;
        this.random = random;
        this.cache = cache;
        this.statistics = statistics;
        this.seconds = seconds;
        this.log = new Counting(statistics);
    }

    /** Records queries that {@code questions} forwards in {@code trace}. */
    public void traced(Trace trace, Runnable questions) {
        this.trace = trace;
        try {
            questions.run();
        } finally {
            this.trace = null;
        }
    }

    /** Whether upstream queries are pending. */
    public boolean isBusy() {
        return underWay > 0;
    }

    /** Whether too many queries are pending for another one. */
    public boolean isFull() {
        return underWay >= MAX_PENDING;
    }

    /**
     * Forwards a query. {@code outcome} gets the reply with the client's message id, or {@link
     * Outcome.Nothing}, within five seconds and exactly once.
     *
     * @param message the client's whole query; only read during this call
     */
    public void forward(
            ByteBuf message,
            Query query,
            Transport transport,
            Upstreams upstreams,
            Consumer<Outcome> outcome) {
        var bytes = ByteBufUtil.getBytes(message);
        if (upstreams.isEmpty()) {
            tell("there is no upstream server");
            outcome.accept(new Outcome.Nothing());
        } else if (plain.read(bytes, bytes.length) && plain.type() != RecordType.ANY) {
            int limit = transport == Transport.UDP ? plain.payload() : ReplyWriter.MAX_LENGTH;
            if (!fromCache(plain, limit, upstreams.origin(), outcome)) {
                var waiter = new PendingQuery.Waiter(plain.kept(), limit, outcome);
                join(new Route(upstreams.origin(), transport, waiter.query()), waiter, upstreams);
            }
        } else {
            passOn(bytes, query, transport, upstreams, outcome);
        }
    }

    /**
     * Writes a cached reply into {@code reply}.
     *
     * @return its length in bytes, or 0 if it is not in the cache or too long for the client
     */
    public int fromCache(PlainQuery query, Upstreams upstreams, byte[] reply) {
        long now = seconds();
        var kept = cache.find(upstreams.origin(), query, now);
        if (kept == null
                || !kept.isFresh(now)
                || kept.length() > Math.min(query.payload(), reply.length)) {
            return 0;
        }
        int length = kept.copy(reply, now);
        query.personalize(reply);
        statistics.count(Counter.HIT);
        return length;
    }

    private boolean fromCache(PlainQuery query, int limit, long origin, Consumer<Outcome> outcome) {
        long now = seconds();
        var kept = cache.find(origin, query, now);
        if (kept == null || !(kept.isFresh(now) || kept.waitsForRetry(now))) {
            return false;
        }
        statistics.count(kept.isFresh(now) ? Counter.HIT : Counter.STALE);
        tell(
                (kept.isFresh(now) ? "in the cache" : "in the cache, but stale,")
                        + " since "
                        + kept.age(now)
                        + " s");
        int length = kept.copy(message, now);
        outcome.accept(new Outcome.Reply(fit(query, message, length, limit)));
        return true;
    }

    private void join(Route route, PendingQuery.Waiter waiter, Upstreams upstreams) {
        var flight = flights.get(route);
        if (flight != null) {
            statistics.count(Counter.JOINED);
            tell("the same query is pending");
            flight.add(waiter);
            return;
        }
        var started = new PendingQuery();
        started.add(waiter);
        flights.put(route, started);
        statistics.count(Counter.MISS);
        tell("not in the cache");
        var stale = cache.find(route.origin(), route.query(), seconds());
        if (stale != null) {
            started.fallBackOn(stale);
            loop.schedule(() -> giveStale(started), STALE_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        }
        var query = route.query();
        exchange(
                query.toUpstream(PAYLOAD),
                query.end(),
                route.transport(),
                upstreams,
                true,
                passed -> land(route, started, passed));
    }

    private void land(Route route, PendingQuery flight, @Nullable UpstreamReply passed) {
        flights.remove(route, flight);
        if (passed != null && !Question.isUseless(passed.message())) {
            keep(route, passed.message());
        } else if (flight.stale() != null) {
            flight.stale().retryAt(seconds() + STALE_RETRY_SECONDS);
            giveStale(flight);
        }
        for (var waiter : flight.leave()) {
            if (passed == null) {
                waiter.outcome().accept(new Outcome.Nothing());
            } else {
                var bytes = passed.message();
                waiter.outcome()
                        .accept(
                                new Outcome.Reply(
                                        fit(waiter.query(), bytes, bytes.length, waiter.limit())));
            }
        }
    }

    private void keep(Route route, byte[] reply) {
        try {
            boolean hasQuestion = reply[5] == 1;
            if (hasQuestion) {
                var facts = ReplyFacts.read(reply, route.query().end());
                cache.put(route.origin(), route.query(), reply, facts, seconds());
            }
        } catch (MalformedMessage _) {
            statistics.count(Counter.MALFORMED);
        }
        statistics.cached(cache.size(), cache.used());
    }

    private void giveStale(PendingQuery flight) {
        CachedReply stale = flight.stale();
        if (stale != null) {
            for (var waiter : flight.leave()) {
                statistics.count(Counter.STALE);
                int length = stale.copy(message, seconds());
                waiter.outcome()
                        .accept(
                                new Outcome.Reply(
                                        fit(waiter.query(), message, length, waiter.limit())));
            }
        }
    }

    /** Forwards an uncommon query; only the id of its reply is checked and replaced. */
    private void passOn(
            byte[] bytes,
            Query query,
            Transport transport,
            Upstreams upstreams,
            Consumer<Outcome> outcome) {
        statistics.count(Counter.MISS);
        exchange(
                bytes,
                QueryReader.HEADER + query.questionLength(),
                transport,
                upstreams,
                false,
                passed -> {
                    if (passed == null) {
                        outcome.accept(new Outcome.Nothing());
                        return;
                    }
                    var reply = passed.message();
                    restore(bytes, QueryReader.HEADER + query.questionLength(), reply);
                    outcome.accept(new Outcome.Reply(Unpooled.wrappedBuffer(reply)));
                });
    }

    private void exchange(
            byte[] query,
            int questionEnd,
            Transport transport,
            Upstreams upstreams,
            boolean wantsAll,
            Consumer<@Nullable UpstreamReply> outcome) {
        underWay++;
        long started = System.nanoTime();
        var asking =
                new QueryContext(
                        loop,
                        opener,
                        random,
                        upstreams,
                        query,
                        questionEnd,
                        trace == null ? log : trace);
        new Exchange(
                        asking,
                        upstreams.inOrder(),
                        transport,
                        wantsAll,
                        underWay < MAX_PENDING_FOR_REPEAT,
                        passed -> {
                            underWay--;
                            statistics.upstream().add(System.nanoTime() - started, 1);
                            if (passed == null) {
                                statistics.count(Counter.UNANSWERED);
                            }
                            outcome.accept(passed);
                        })
                .start();
        for (var due : upstreams.due()) {
            new Exchange(asking, List.of(due), Transport.UDP, false, false, _ -> {}).start();
        }
    }

    /** A reply for one client: with its id and letter case, truncated to its payload size. */
    private static ByteBuf fit(PlainQuery query, byte[] reply, int length, int limit) {
        boolean hasQuestion = length >= query.end() && reply[5] == 1;
        if (hasQuestion && length > limit) {
            return Unpooled.wrappedBuffer(query.truncated(reply, PAYLOAD));
        }
        var copy = Arrays.copyOf(reply, length);
        if (hasQuestion) {
            query.personalize(copy);
        } else {
            query.identify(copy);
        }
        return Unpooled.wrappedBuffer(copy);
    }

    private static void restore(byte[] query, int questionEnd, byte[] reply) {
        reply[0] = query[0];
        reply[1] = query[1];
        if (reply[5] == 1) {
            System.arraycopy(
                    query,
                    QueryReader.HEADER,
                    reply,
                    QueryReader.HEADER,
                    questionEnd - QueryReader.HEADER);
        }
    }

    private void tell(String step) {
        if (trace != null) {
            trace.add(step);
        }
    }

    private long seconds() {
        return seconds.getAsLong();
    }

    /** Only counts events. */
    private record Counting(Statistics statistics) implements QueryLog {
        @Override
        public void note(InetSocketAddress upstream, Transport transport, long age, String what) {}

        @Override
        public void forged() {
            statistics.count(Counter.OTHER_CASE);
        }
    }
}
