package naru.dns.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
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

/**
 * A connected channel to one upstream: sends the query, and reports matching replies. The kernel
 * drops datagrams from other addresses and ports.
 */
final class AttemptChannel extends ChannelInboundHandlerAdapter {
    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    /** More than the payload size of any client. */
    private static final int MAX_DATAGRAM = 4096;

    private final Question question;
    private final Listener listener;

    /** Receives the outcome of a query. On the event loop. */
    interface Listener {
        /** A matching reply. */
        void reply(byte[] message);

        /** A reply that matches except for letter case. */
        void replyInOtherCase();

        /** No further reply will arrive. */
        void fail();
    }

    private AttemptChannel(Question question, Listener listener) {
        this.question = question;
        this.listener = listener;
    }

    /** Connects {@code channel} and sends the query. */
    static void ask(
            Channel channel,
            EventLoop loop,
            InetSocketAddress upstream,
            Question question,
            Listener listener) {
        if (channel instanceof DatagramChannel) {
            channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(MAX_DATAGRAM));
        } else {
            channel.config()
                    .setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
            channel.pipeline()
                    .addLast(
                            new LengthFieldBasedFrameDecoder(
                                    ReplyWriter.MAX_LENGTH + 2, 0, 2, 0, 2));
            channel.pipeline().addLast(new LengthFieldPrepender(2));
        }
        channel.pipeline().addLast(new AttemptChannel(question, listener));
        loop.register(channel);
        channel.connect(upstream)
                .addListener(connected -> {
                    if (connected.isSuccess()) {
                        channel.writeAndFlush(question.toSend());
                    } else {
                        listener.fail();
                    }
                });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var content =
                message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
        try {
            switch (question.match(content)) {
                case EXACT -> listener.reply(ByteBufUtil.getBytes(content));
                case OTHER_CASE -> listener.replyInOtherCase();
                case NONE -> {} // stray or forged: the right one may still arrive
            }
        } finally {
            content.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        listener.fail();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        listener.fail(); // such as "port unreachable": no listener
    }
}
