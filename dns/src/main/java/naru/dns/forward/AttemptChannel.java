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
 * A connected channel to one upstream: sends the question, and hands on the messages that answer
 * it. The kernel lets nothing in from another address or port.
 */
final class AttemptChannel extends ChannelInboundHandlerAdapter {
    private static final int CONNECT_MILLISECONDS = 3_000;

    /** More than any client's payload that is worth naming. */
    private static final int LARGEST_DATAGRAM = 4096;

    private final Question question;
    private final Listener listener;

    /** Learns what becomes of a question. On the event loop. */
    interface Listener {
        /** A message that answers the question. */
        void reply(byte[] message);

        /** A message that would answer it if its letters were in our case. */
        void replyInOtherCase();

        /** Nothing more will come. */
        void fail();
    }

    private AttemptChannel(Question question, Listener listener) {
        this.question = question;
        this.listener = listener;
    }

    /** Connects {@code channel} and asks. */
    static void ask(
            Channel channel,
            EventLoop loop,
            InetSocketAddress upstream,
            Question question,
            Listener listener) {
        if (channel instanceof DatagramChannel) {
            channel.config()
                    .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LARGEST_DATAGRAM));
        } else {
            channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLISECONDS);
            channel.pipeline()
                    .addLast(new LengthFieldBasedFrameDecoder(ReplyWriter.LONGEST + 2, 0, 2, 0, 2));
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
                case NONE -> {} // somebody else's, or forged: the right one may still come
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
        listener.fail(); // such as "port unreachable": nobody listens there
    }
}
