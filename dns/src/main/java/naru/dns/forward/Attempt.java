package naru.dns.forward;

import io.netty.channel.Channel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A query to one upstream over one transport. After a reply with different letter case it repeats
 * the query in the client's case: an upstream that answers that one may be changing the case. On
 * the event loop only.
 */
final class Attempt {
    private final QueryContext asking;
    private final Owner owner;
    private final Upstream upstream;
    private final Transport transport;
    private final long started = System.nanoTime();
    private final List<Channel> channels = new ArrayList<>(1);
    private boolean askedPlainly;
    private int waiting;

    /** The exchange that the attempt belongs to. */
    interface Owner {
        /** Whether no reply is needed any more. */
        boolean isFinished();

        /** A matching reply has arrived. */
        void reply(Attempt attempt, byte[] message);

        /** There will be no reply. */
        void fail(Attempt attempt);
    }

    Attempt(QueryContext asking, Owner owner, Upstream upstream, Transport transport) {
        this.asking = asking;
        this.owner = owner;
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

    /** The time since its start in nanoseconds. */
    private long age() {
        return System.nanoTime() - started;
    }

    /** Reports a result, as text for users. */
    void note(String what) {
        asking.log().note(upstream.address(), transport, age(), what);
    }

    /** Sends the query, with random letter case if {@code mixed}. */
    void begin(boolean mixed) {
        waiting++;
        upstream.asked();
        if (asking.connector().opensAtOnce()) {
            openAndAsk(mixed);
        } else {
            asking.opener().execute(() -> openAndAsk(mixed));
        }
    }

    private void openAndAsk(boolean mixed) {
        try {
            var opened = asking.connector().open(transport, upstream.address());
            if (asking.loop().inEventLoop()) {
                ask(opened, mixed);
            } else {
                asking.loop().execute(() -> ask(opened, mixed));
            }
        } catch (IOException | RuntimeException ignored) {
            asking.loop().execute(this::fail);
        }
    }

    private void ask(Channel opened, boolean mixed) {
        if (owner.isFinished()) {
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
            owner.fail(this);
        }
    }

    void close() {
        channels.forEach(Channel::close);
    }

    /** Receives the events of one channel. */
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
            note(QueryContext.describe(message));
            owner.reply(Attempt.this, message);
        }

        @Override
        public void replyInOtherCase() {
            asking.log().forged();
            if (!askedPlainly && !owner.isFinished()) {
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
