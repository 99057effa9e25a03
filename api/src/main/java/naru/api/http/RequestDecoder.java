package naru.api.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;

import java.util.List;

/**
 * Netty's request decoder, which stops after each request until it is told to go on.
 *
 * <p>The bytes that follow a request may be the next request or, once the connection is hijacked, a
 * container's input; only the answer decides. Until then they stay here undecoded, and removing the
 * decoder passes them on.
 */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int LONGEST_LINE = 64 * 1024; // filters travel in the query
    private static final int LONGEST_HEADERS = 1024 * 1024; // as net/http of Go

    private boolean paused;

    RequestDecoder() {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(LONGEST_LINE)
                        .setMaxHeaderSize(LONGEST_HEADERS)
                        .setMaxChunkSize(64 * 1024));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
            throws Exception {
        if (paused) {
            return;
        }
        super.decode(context, bytes, out);
        paused = !out.isEmpty() && out.getLast() instanceof LastHttpContent;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (paused) {
            context.fireUserEventTriggered(
                    event); // Netty's decoder would drop what it holds when the input ends
        } else {
            super.userEventTriggered(context, event);
        }
    }

    /** Whether bytes wait here that came after the request. */
    boolean holdsBytes() {
        return paused && actualReadableBytes() > 0;
    }

    /** Goes on to the next request, which may have arrived already. */
    void resume(ChannelHandlerContext context) throws Exception {
        paused = false;
        channelRead(context, Unpooled.EMPTY_BUFFER); // decodes what is held
        context.fireChannelReadComplete();
    }
}
