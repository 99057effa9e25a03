package naru.api.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Converts between WebSocket frames and the bytes of a hijacked connection: RFC 6455. Replies to
 * pings and the closing handshake.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
final class WebSocketFrames extends ChannelDuplexHandler {
    private static final System.Logger log = System.getLogger(WebSocketFrames.class.getName());
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // section 1.3
    private static final int MAX_PAYLOAD = 1024 * 1024;

    private final boolean text;
    private boolean closing;

    /** {@code text} sends text frames, which clients before API 1.28 expect, instead of binary. */
    WebSocketFrames(boolean text) {
        this.text = text;
    }

    /** The value of {@code Sec-WebSocket-Accept} for a client's key. */
    static String accept(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(
                            sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK provides it
        }
    }

    /** Replaces the HTTP decoder, which passes on its buffered bytes. */
    void replace(ChannelPipeline pipeline, RequestDecoder decoder) {
        var config =
                WebSocketDecoderConfig.newBuilder()
                        .expectMaskedFrames(true)
                        .maxFramePayloadLength(MAX_PAYLOAD)
                        .withUTF8Validator(false)
                        .build();
        var name = pipeline.context(decoder).name();
        pipeline.addAfter(name, null, this);
        pipeline.addAfter(name, null, new WebSocket13FrameEncoder(false));
        pipeline.replace(decoder, null, new WebSocket13FrameDecoder(config));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case PingWebSocketFrame ping ->
                    context.writeAndFlush(new PongWebSocketFrame(ping.content()));
            case CloseWebSocketFrame close -> {
                closing = true;
                context.writeAndFlush(close).addListener(_ -> context.close());
            }
            case PongWebSocketFrame pong -> pong.release();
            case WebSocketFrame data -> context.fireChannelRead(data.content());
            default -> ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            context.write(
                    text ? new TextWebSocketFrame(bytes) : new BinaryWebSocketFrame(bytes),
                    promise);
        } else {
            context.write(message, promise);
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (closing || !context.channel().isActive()) {
            context.close(promise);
            return;
        }
        closing = true;
        context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
                .addListener(_ -> context.close(promise));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.log(Level.DEBUG, "a WebSocket client broke the protocol: {0}", cause.getMessage());
        context.close();
    }
}
