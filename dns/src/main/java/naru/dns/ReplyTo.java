package naru.dns;

import io.netty.buffer.ByteBuf;

import java.util.function.Consumer;

/** Who asked: takes the reply to one question, now or later, and releases it. */
interface ReplyTo extends Consumer<ByteBuf> {
    /**
     * Takes a reply from the directory. An equal question would get the same again, until the
     * directory changes.
     *
     * @param inAnyOrder whether its records may come in another order
     */
    default void known(ByteBuf reply, boolean inAnyOrder) {
        accept(reply);
    }

    /** Learns, before the reply comes, that the directory does not have it: upstreams are asked. */
    default void passedOn() {}
}
