package naru.dns;

import io.netty.buffer.ByteBuf;

import java.util.function.Consumer;

/** The receiver of the reply to one query, now or later; it releases the reply. */
interface ReplyHandler extends Consumer<ByteBuf> {
    /**
     * Accepts a reply from the directory, which is valid for equal queries until the directory
     * changes.
     *
     * @param inAnyOrder whether its records may be reordered
     */
    default void known(ByteBuf reply, boolean inAnyOrder) {
        accept(reply);
    }

    /** Called before the reply if the directory has no answer and the query is forwarded. */
    default void forwarded() {}
}
