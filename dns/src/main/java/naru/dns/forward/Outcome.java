package naru.dns.forward;

import io.netty.buffer.ByteBuf;

/** The outcome of a forwarded query. */
public sealed interface Outcome {
    /** An upstream's reply; the receiver releases the message. */
    record Reply(ByteBuf message) implements Outcome {}

    /** No upstream returned a usable reply. */
    record Nothing() implements Outcome {}
}
