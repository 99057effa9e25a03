package naru.dns.forward;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The resolution of one query by one or more upstreams. A silent upstream remains pending while the
 * next one is queried, so a late reply still counts; after all have been queried over UDP, the
 * query may be repeated once, because datagrams get lost. Confined to one event loop and used once.
 */
final class Exchange implements Attempt.Owner {
    /** Silence after which all upstreams are queried again, in milliseconds. */
    private static final long REPEAT_AFTER_MILLIS = 1_000;

    /** The time limit in milliseconds: less than the client's five seconds of resolv.conf(5). */
    private static final long TIMEOUT_MILLIS = 4_500;

    private final QueryContext asking;
    private final Transport transport;
    private final boolean wantsAll;
    private final Consumer<@Nullable UpstreamReply> outcome;

    private final Deque<Upstream> unasked;
    private final Deque<Upstream> again;
    private final List<Attempt> open = new ArrayList<>(1);
    private final List<ScheduledFuture<?>> timers = new ArrayList<>(2);
    private @Nullable UpstreamReply second;
    private boolean finished;

    /**
     * @param upstreams the servers, in this order
     * @param wantsAll whether a truncated reply is requested again over TCP
     * @param asksTwice whether a query over UDP is repeated once after silence
     * @param outcome gets the reply, or null, exactly once
     */
    Exchange(
            QueryContext asking,
            List<Upstream> upstreams,
            Transport transport,
            boolean wantsAll,
            boolean asksTwice,
            Consumer<@Nullable UpstreamReply> outcome) {
        this.asking = asking;
        this.transport = transport;
        this.wantsAll = wantsAll;
        this.outcome = outcome;
        this.unasked = new ArrayDeque<>(upstreams);
        this.again = transport == Transport.UDP ? new ArrayDeque<>(upstreams) : new ArrayDeque<>(0);
    }

    void start() {
        after(TIMEOUT_MILLIS, this::giveUp);
        askNext();
    }

    /** Queries the next upstream; the exchange ends if there is none and no attempt is pending. */
    private void askNext() {
        var upstream = unasked.poll();
        if (upstream == null && (upstream = again.poll()) != null) {
            unasked.addAll(again);
            again.clear();
        }
        if (upstream != null) {
            begin(upstream, transport);
        } else if (open.isEmpty()) {
            giveUp();
        }
    }

    private void begin(Upstream upstream, Transport by) {
        var attempt = new Attempt(asking, this, upstream, by);
        open.add(attempt);
        long patience = unasked.isEmpty() ? REPEAT_AFTER_MILLIS : upstream.patience();
        if (!unasked.isEmpty() || !again.isEmpty()) {
            after(patience, () -> wasPatient(attempt));
        }
        attempt.begin(upstream.keepsCase(asking.now()));
    }

    private void wasPatient(Attempt attempt) {
        if (open.contains(attempt)) {
            attempt.note("no reply so far");
            askNext();
        }
    }

    @Override
    public void reply(Attempt attempt, byte[] message) {
        if (finished) {
            return;
        }
        var passed = new UpstreamReply(message);
        if (attempt.transport() == Transport.UDP && wantsAll && Question.isTruncated(message)) {
            second = passed;
            end(attempt);
            begin(attempt.upstream(), Transport.TCP);
        } else if (Question.isUseless(message)) {
            second = second == null ? passed : second;
            never(attempt.upstream());
            end(attempt);
            askNext();
        } else {
            open.stream()
                    .filter(other -> other.isOlderThan(attempt))
                    .forEach(other -> other.upstream().overtaken(asking.now()));
            finish(passed);
        }
    }

    @Override
    public void fail(Attempt attempt) {
        if (open.contains(attempt)) {
            attempt.upstream().failed(asking.now());
            attempt.note("does not answer");
            never(attempt.upstream());
            end(attempt);
            askNext();
        }
    }

    private void never(Upstream upstream) {
        unasked.remove(upstream);
        again.remove(upstream);
    }

    private void end(Attempt attempt) {
        open.remove(attempt);
        attempt.close();
    }

    private void giveUp() {
        open.forEach(attempt -> attempt.note("no answer"));
        open.stream()
                .map(Attempt::upstream)
                .distinct()
                .forEach(upstream -> upstream.failed(asking.now()));
        finish(second);
    }

    private void finish(@Nullable UpstreamReply result) {
        if (finished) {
            return;
        }
        finished = true;
        timers.forEach(timer -> timer.cancel(false));
        var closing = List.copyOf(open);
        open.clear();
        closing.forEach(Attempt::close);
        outcome.accept(result);
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    private void after(long milliseconds, Runnable action) {
        EventLoop loop = asking.loop();
        timers.add(loop.schedule(action, milliseconds, TimeUnit.MILLISECONDS));
    }
}
