package naru.api.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;

import java.util.List;

/**
 * Netty's request decoder, which pauses after each request until {@link #next}.
 *
 * <p>The bytes after a request may be the next request or, once the connection is hijacked, a
 * container's input, depending on the response. Until then they remain here undecoded; removing the
 * decoder passes them on.
 */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int MAX_LINE = 64 * 1024; // filters are in the query
    private static final int MAX_HEADERS = 1024 * 1024; // as net/http of Go

    private boolean paused;

    RequestDecoder() {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE)
                        .setMaxHeaderSize(MAX_HEADERS)
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
                    event); // Netty's decoder would drop buffered bytes at the end of the input
        } else {
            super.userEventTriggered(context, event);
        }
    }

    /** Whether bytes after the request are buffered. */
    boolean holdsBytes() {
        return paused && actualReadableBytes() > 0;
    }

    /** Continues with the next request, which may have arrived already. */
    void resume(ChannelHandlerContext context) throws Exception {
        paused = false;
        channelRead(context, Unpooled.EMPTY_BUFFER); // decodes buffered bytes
        context.fireChannelReadComplete();
    }
}
