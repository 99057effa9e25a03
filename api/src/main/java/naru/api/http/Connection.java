package naru.api.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

/**
 * One client. The event loop reads requests, one at a time, and starts a virtual thread for each
 * that is not quick; its reply and completion are passed back to the event loop in order. Fields
 * belong to the event loop.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger log = System.getLogger(Connection.class.getName());

    /**
     * The limits for reading the rest of a rejected request: closing a socket with unread bytes
     * would reset the connection before the client reads the reply.
     */
    private static final long MAX_DISCARDED_BYTES = 64L * 1024 * 1024;

    private static final long DISCARD_TIMEOUT_SECONDS = 10;

    private final Handler handler;
    private final RequestDecoder decoder;
    private final ChannelHandlerContext context;
    private final Wire wire;
    private @Nullable Exchange exchange;
    private @Nullable ByteQueue incoming;
    private boolean leaving;

    /** {@code context} is that of the decoder, which comes before this in the pipeline. */
    Connection(Handler handler, RequestDecoder decoder, ChannelHandlerContext context) {
        this.handler = handler;
        this.decoder = decoder;
        this.context = context;
        this.wire = new Wire(context.channel());
    }

    @Override
    public void channelActive(ChannelHandlerContext unused) {
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        switch (message) {
            case HttpObject object when object.decoderResult().isFailure() -> {
                ReferenceCountUtil.release(message);
                refuse(object.decoderResult().cause());
            }
            case HttpRequest request -> begin(request);
            case HttpContent content -> take(content.content(), content instanceof LastHttpContent);
            case ByteBuf bytes -> take(bytes, false);
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest request) {
        var body = new ByteQueue(this::wantMore);
        incoming = body;
        try {
            var begun = new Exchange(new RequestHead(request), body, this::hijack, wire);
            exchange = begun;
            if (!begun.request().hasBody() && wire.hasRoom() && handler.isQuick(begun.request())) {
                handle(begun);
            } else {
                Thread.ofVirtual().name("request").start(() -> handle(begun));
            }
        } catch (IllegalArgumentException e) {
            refuse(e);
        }
    }

    private void take(ByteBuf bytes, boolean last) {
        if (incoming == null) {
            bytes.release();
            return;
        }
        incoming.offer(bytes);
        if (last) {
            incoming.end();
            if (leaving) {
                wire.close();
            } else {
                nextIfFinished();
            }
        } else if (incoming.discarded() > MAX_DISCARDED_BYTES) {
            wire.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        readOn();
    }

    private void readOn() {
        var room = (incoming == null || !incoming.isFull()) && !decoder.holdsBytes();
        if (room && wire.canRead()) {
            context.channel().read();
        }
    }

    private void wantMore() {
        later(this::readOn);
    }

    /** Runs a task on the event loop; ignored once the server has stopped. */
    private void later(Runnable task) {
        try {
            context.executor().execute(task);
        } catch (RejectedExecutionException stopped) {
            log.log(Level.DEBUG, "the server has stopped");
        }
    }

    /** One request from its first byte to the last byte of its answer. */
    private void handle(Exchange exchange) {
        try {
            handler.handle(exchange);
            if (!exchange.isAnswered()) {
                throw new IllegalStateException("no answer was given");
            }
            exchange.finish();
        } catch (ClientGoneException e) {
            log.log(Level.DEBUG, () -> exchange + ": " + e.getMessage());
            wire.close();
        } catch (IOException | RuntimeException | Error e) {
            log.log(Level.ERROR, exchange + " was cut off", e);
            wire.close();
        }
        if (!exchange.isHijacked()) {
            later(this::finished);
        }
    }

    /** The reply was sent; the rest of the request is discarded. */
    private void finished() {
        if (exchange == null || incoming == null) {
            return;
        }
        if (!exchange.keepsAlive()) {
            leave(incoming.isEnded());
        } else {
            exchange = null;
            incoming.close();
            nextIfFinished();
        }
    }

    /** Closes the connection after the reply, once the request has been read. */
    private void leave(boolean allRead) {
        if (allRead || !wire.canRead()) {
            wire.closeWhenSent();
            return;
        }
        leaving = true;
        wire.endWhenSent();
        if (incoming != null) {
            incoming.close();
        }
        context.executor().schedule(wire::close, DISCARD_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        readOn();
    }

    private void nextIfFinished() {
        if (exchange == null
                && incoming != null
                && incoming.isEnded()
                && context.channel().isActive()) {
            incoming = null;
            try {
                decoder.resume(context);
            } catch (Exception e) {
                exceptionCaught(context, e);
            }
            if (exchange == null && !wire.canRead()) {
                wire.closeWhenSent();
            }
        }
    }

    /** Hijacks the connection. Called by the thread that handles the request. */
    HijackedConnection hijack(String head, @Nullable WebSocketFrames frames) throws IOException {
        var input = new ByteQueue(this::wantMore);
        var bytes = Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1);
        later(() -> switchToRaw(input, bytes, frames));
        return new HijackedConnection(wire, input);
    }

    private void switchToRaw(ByteQueue input, ByteBuf head, @Nullable WebSocketFrames frames) {
        incoming = input;
        var pipeline = context.pipeline();
        pipeline.remove(HttpResponseEncoder.class);
        wire.sendNow(head);
        if (frames == null) {
            pipeline.remove(decoder); // passes on its buffered bytes
        } else {
            frames.replace(pipeline, decoder);
        }
        if (!wire.canRead()) {
            input.end();
        }
        readOn();
    }

    /** The input is not HTTP, so the start of a next request cannot be determined. */
    private void refuse(Throwable cause) {
        var status =
                cause instanceof TooLongFrameException
                        ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                        : HttpResponseStatus.BAD_REQUEST;
        var text = Unpooled.copiedBuffer(status.toString(), StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, text);
        response.headers().set("Content-Type", "text/plain; charset=utf-8");
        response.headers().set("Content-Length", text.readableBytes());
        response.headers().set("Connection", HttpHeaderValues.CLOSE);
        if (exchange != null && incoming != null) {
            incoming.fail(
                    new ClientGoneException("the request body is broken: " + cause.getMessage()));
            return; // its handler replies
        }
        wire.sendNow(response);
        context.pipeline().remove(decoder); // further input is dropped
        leave(false);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext unused, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            wire.inputEnded(); // the client's close_notify, which may leave our direction open
        } else if (event instanceof ChannelOutputShutdownEvent && wire.isBroken()) {
            wire.close();
            return;
        } else if (!(event instanceof ChannelInputShutdownEvent)) {
            return;
        }
        if (exchange == null || leaving) {
            wire.closeWhenSent();
        } else if (exchange.isHijacked()) {
            endInput();
        } else {
            clientGone();
        }
    }

    private void endInput() {
        if (incoming != null) {
            incoming.end();
        }
    }

    private void clientGone() {
        if (incoming != null && !incoming.isEnded()) {
            incoming.fail(
                    new ClientGoneException("the client went away in the middle of its request"));
        }
        if (exchange != null) {
            exchange.gone();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext unused) {
        clientGone();
        wire.changed();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext unused) {
        wire.changed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        if (cause instanceof DecoderException && cause.getCause() instanceof SSLException refusal) {
            var client = context.channel().remoteAddress();
            log.log(Level.INFO, "no TLS with {0}: {1}", client, refusal.getMessage());
        } else if (cause instanceof IOException) {
            log.log(Level.DEBUG, "a client is gone: {0}", cause.getMessage());
        } else {
            log.log(Level.ERROR, "a connection failed", cause);
        }
        wire.close();
    }
}
