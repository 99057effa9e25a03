package naru.dns.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

import naru.dns.wire.Query;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Passes questions on. All its methods, and all replies, are on one event loop.
 *
 * <p>A question goes to the first upstream; when that is silent for a while, refuses or fails, the
 * next one is asked too, and the first useful reply is given back with the response code it has
 * (RFC 5452 says how a forged one is told).
 */
public final class Forwarder {
    /** Questions that are under way for everybody together; each costs a socket. */
    private static final int MOST_UNDER_WAY = 8192;

    private final EventLoop loop;
    private final Executor opener;
    private final RandomGenerator random;
    private int underWay;

    /**
     * A forwarder on {@code loop}.
     *
     * @param opener runs what may block: entering a namespace to open a socket there
     * @param random picks message ids, so it must not be predictable
     */
    public Forwarder(EventLoop loop, Executor opener, RandomGenerator random) {
        this.loop = loop;
        this.opener = opener;
        this.random = random;
    }

    /** Whether too much is under way to take on another question. */
    public boolean isFull() {
        return underWay >= MOST_UNDER_WAY;
    }

    /**
     * Passes a question on. {@code outcome} gets the reply, with the client's message id in it, or
     * {@link Outcome.Nothing}, within five seconds and exactly once.
     *
     * @param message the whole query as the client sent it; only read during this call
     */
    public void forward(
            ByteBuf message,
            Query query,
            Transport transport,
            Upstreams upstreams,
            Consumer<Outcome> outcome) {
        underWay++;
        var question = new Question(message, query, random.nextInt(1 << 16));
        new Exchange(
                        loop,
                        opener,
                        question,
                        transport,
                        upstreams,
                        result -> {
                            underWay--;
                            outcome.accept(result);
                        })
                .start();
    }

    /** How forwarding a question ended. */
    public sealed interface Outcome {
        /** An upstream's reply; the receiver releases the message. */
        record Reply(ByteBuf message) implements Outcome {}

        /** No upstream gave a reply that can be passed on. */
        record Nothing() implements Outcome {}
    }
}
