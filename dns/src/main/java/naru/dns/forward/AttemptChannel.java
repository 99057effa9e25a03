package naru.dns.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;

import naru.dns.wire.ReplyWriter;

import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * A connected channel to one upstream: sends the question, and hands on the first message that
 * answers it.
 */
final class AttemptChannel extends ChannelInboundHandlerAdapter {
    private static final int CONNECT_MILLISECONDS = 3_000;

    private final Question question;
    private final Consumer<ByteBuf> reply;
    private final Runnable failure;

    private AttemptChannel(Question question, Consumer<ByteBuf> reply, Runnable failure) {
        this.question = question;
        this.reply = reply;
        this.failure = failure;
    }

    /**
     * Connects {@code channel} and asks. Either consumer is called on {@code loop}, {@code reply}
     * at most once.
     */
    static void ask(
            Channel channel,
            EventLoop loop,
            InetSocketAddress upstream,
            Question question,
            Consumer<ByteBuf> reply,
            Runnable failure) {
        if (channel instanceof DatagramChannel) {
            channel.config()
                    .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(question.payload()));
        } else {
            channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLISECONDS);
            channel.pipeline()
                    .addLast(new LengthFieldBasedFrameDecoder(ReplyWriter.LONGEST + 2, 0, 2, 0, 2));
            channel.pipeline().addLast(new LengthFieldPrepender(2));
        }
        channel.pipeline().addLast(new AttemptChannel(question, reply, failure));
        loop.register(channel);
        channel.connect(upstream)
                .addListener(connected -> {
                    if (connected.isSuccess()) {
                        channel.writeAndFlush(question.toSend());
                    } else {
                        failure.run();
                    }
                });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var content =
                message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
        if (question.isAnsweredBy(content)) {
            reply.accept(content);
        } else {
            content.release(); // somebody else's, or forged: the right one may still come
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        failure.run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failure.run(); // such as "port unreachable": nobody listens there
    }
}
