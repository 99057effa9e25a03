package naru.dns.forward;

import io.netty.channel.Channel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A question at one upstream, by one transport. When a reply comes in other letters than ours, it
 * asks once more in the client's: whoever answers that may be one that changes letters. On the
 * event loop only.
 */
final class Attempt {
    private final Asking asking;
    private final Exchange exchange;
    private final Upstream upstream;
    private final Transport transport;
    private final long started = System.nanoTime();
    private final List<Channel> channels = new ArrayList<>(1);
    private boolean askedPlainly;
    private int waiting;

    Attempt(Asking asking, Exchange exchange, Upstream upstream, Transport transport) {
        this.asking = asking;
        this.exchange = exchange;
        this.upstream = upstream;
        this.transport = transport;
    }

    Upstream upstream() {
        return upstream;
    }

    Transport transport() {
        return transport;
    }

    boolean isOlderThan(Attempt other) {
        return started < other.started && upstream != other.upstream;
    }

    /** Nanoseconds since it began. */
    long age() {
        return System.nanoTime() - started;
    }

    /** Asks; with {@code mixed} letters. */
    void begin(boolean mixed) {
        waiting++;
        upstream.asked();
        if (asking.door().opensAtOnce()) {
            openAndAsk(mixed);
        } else {
            asking.opener().execute(() -> openAndAsk(mixed));
        }
    }

    private void openAndAsk(boolean mixed) {
        try {
            var opened = asking.door().open(transport, upstream.address());
            if (asking.loop().inEventLoop()) {
                ask(opened, mixed);
            } else {
                asking.loop().execute(() -> ask(opened, mixed));
            }
        } catch (IOException | RuntimeException e) {
            asking.loop().execute(this::fail);
        }
    }

    private void ask(Channel opened, boolean mixed) {
        if (exchange.isFinished()) {
            opened.unsafe().closeForcibly();
            return;
        }
        channels.add(opened);
        var question = asking.question(mixed);
        AttemptChannel.ask(
                opened, asking.loop(), upstream.address(), question, new Ear(question.isMixed()));
    }

    private void fail() {
        if (--waiting == 0) {
            exchange.fail(this);
        }
    }

    void close() {
        channels.forEach(Channel::close);
    }

    /** Listens to one channel. */
    private final class Ear implements AttemptChannel.Listener {
        private final boolean mixed;
        private boolean failed;

        Ear(boolean mixed) {
            this.mixed = mixed;
        }

        @Override
        public void reply(byte[] message) {
            upstream.answered(age());
            if (mixed) {
                upstream.keptCase();
            } else if (askedPlainly) {
                upstream.foldedCase(asking.now());
            }
            asking.note(Attempt.this, Asking.describe(message));
            exchange.reply(Attempt.this, message);
        }

        @Override
        public void replyInOtherCase() {
            asking.forged();
            if (!askedPlainly && !exchange.isFinished()) {
                askedPlainly = true;
                begin(false);
            }
        }

        @Override
        public void fail() {
            if (!failed) {
                failed = true;
                Attempt.this.fail();
            }
        }
    }
}
