package naru.dns.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import naru.dns.forward.Forwarder.Outcome;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One question between its first upstream and its reply. An upstream that is silent stays open when
 * the next one is asked, so a late answer still counts. Lives on one event loop and is used once.
 */
final class Exchange {
    /** Silence after which the next upstream is asked, in milliseconds. */
    private static final long PATIENCE = 1_200;

    /**
     * When everybody gives up, in milliseconds: before the client's five seconds of resolv.conf(5).
     */
    private static final long DEADLINE = 4_500;

    private final EventLoop loop;
    private final Executor opener;
    private final Question question;
    private final Transport transport;
    private final Upstreams upstreams;
    private final Consumer<Outcome> outcome;

    private final Queue<InetSocketAddress> unasked;
    private final List<Attempt> open = new ArrayList<>(1);
    private final List<ScheduledFuture<?>> timers = new ArrayList<>(2);
    private @Nullable ByteBuf useless;
    private boolean finished;

    Exchange(
            EventLoop loop,
            Executor opener,
            Question question,
            Transport transport,
            Upstreams upstreams,
            Consumer<Outcome> outcome) {
        this.loop = loop;
        this.opener = opener;
        this.question = question;
        this.transport = transport;
        this.upstreams = upstreams;
        this.outcome = outcome;
        this.unasked = new ArrayDeque<>(upstreams.inOrder());
    }

    void start() {
        after(DEADLINE, this::giveUp);
        askNext();
    }

    /**
     * Asks the next upstream; when there is none and nobody can answer any more, the exchange is
     * over.
     */
    private void askNext() {
        var upstream = unasked.poll();
        if (upstream != null) {
            var attempt = new Attempt(upstream);
            open.add(attempt);
            attempt.begin();
        } else if (open.isEmpty()) {
            giveUp();
        }
    }

    private void giveUp() {
        open.forEach(attempt -> upstreams.failed(attempt.upstream));
        var last = useless;
        useless = null;
        finish(last == null ? new Outcome.Nothing() : new Outcome.Reply(last));
    }

    private void finish(Outcome result) {
        if (finished) {
            if (result instanceof Outcome.Reply(var message)) {
                message.release();
            }
            return;
        }
        finished = true;
        timers.forEach(timer -> timer.cancel(false));
        var closing = List.copyOf(open);
        open.clear();
        closing.forEach(Attempt::close);
        if (useless != null) {
            useless.release();
            useless = null;
        }
        outcome.accept(result);
    }

    private void after(long milliseconds, Runnable action) {
        timers.add(loop.schedule(action, milliseconds, TimeUnit.MILLISECONDS));
    }

    /** The question at one upstream. */
    private final class Attempt {
        private final InetSocketAddress upstream;
        private @Nullable Channel channel;

        Attempt(InetSocketAddress upstream) {
            this.upstream = upstream;
        }

        void begin() {
            if (!unasked.isEmpty()) {
                after(PATIENCE, this::wasPatient);
            }
            if (upstreams.door().opensAtOnce()) {
                openAndAsk();
            } else {
                opener.execute(this::openAndAsk);
            }
        }

        private void openAndAsk() {
            try {
                var opened = upstreams.door().open(transport, upstream);
                loop.execute(() -> ask(opened));
            } catch (IOException | RuntimeException e) {
                loop.execute(this::fail);
            }
        }

        private void ask(Channel opened) {
            channel = opened;
            if (finished) {
                opened.unsafe().closeForcibly();
                return;
            }
            AttemptChannel.ask(opened, loop, upstream, question, this::reply, this::fail);
        }

        private void wasPatient() {
            if (open.contains(this)) {
                upstreams.failed(upstream);
                askNext();
            }
        }

        /** Takes a message that has been found to answer the question. */
        private void reply(ByteBuf message) {
            upstreams.answered(upstream);
            question.addressToClient(message);
            if (finished || !Question.isUseless(message)) {
                finish(new Outcome.Reply(message));
                return;
            }
            if (useless == null) {
                useless = message;
            } else {
                message.release();
            }
            end();
        }

        private void fail() {
            if (open.contains(this)) {
                upstreams.failed(upstream);
                end();
            }
        }

        private void end() {
            if (open.remove(this)) {
                close();
                askNext();
            }
        }

        void close() {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
