package naru.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.timeout.ReadTimeoutHandler;

import naru.dns.forward.Transport;
import naru.dns.metrics.Counter;
import naru.dns.metrics.Statistics;
import naru.dns.wire.ReplyWriter;

/**
 * Serves queries over TCP: u16 length, message (RFC 1035 section 4.2.2), any number per connection.
 */
@Sharable
final class TcpListener extends ChannelInboundHandlerAdapter {
    /** Idle connections are closed after this time, in seconds. */
    private static final int IDLE_TIMEOUT_SECONDS = 15;

    private static final int MAX_CONNECTIONS = 128;

    private final Responder responder;
    private final ChannelGroup channels;
    private final Statistics statistics;

    /**
     * Serves the connections that a listening channel accepts, and adds them to {@code channels}.
     */
    TcpListener(Responder responder, ChannelGroup channels, Statistics statistics) {
        this.responder = responder;
        this.statistics = statistics;
        this.channels = channels;
    }

    @Override
    public void channelRead(ChannelHandlerContext listening, Object accepted) {
        var connection = (Channel) accepted;
        if (channels.size() > MAX_CONNECTIONS) {
            connection.unsafe().closeForcibly();
            return;
        }
        connection
                .pipeline()
                .addLast(new ReadTimeoutHandler(IDLE_TIMEOUT_SECONDS))
                .addLast(new LengthFieldBasedFrameDecoder(ReplyWriter.MAX_LENGTH + 2, 0, 2, 0, 2))
                .addLast(new LengthFieldPrepender(2))
                .addLast(new Connection(responder, statistics));
        listening.channel().eventLoop().register(connection);
        channels.add(connection);
    }

    private static final class Connection extends SimpleChannelInboundHandler<ByteBuf> {
        private final Responder responder;
        private final Statistics statistics;

        Connection(Responder responder, Statistics statistics) {
            this.responder = responder;
            this.statistics = statistics;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            statistics.count(Counter.TCP);
            responder.answer(message, Transport.TCP, new Asker(context, statistics));
        }

        /** Stops reading from a client that does not read its replies. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(context.channel().isWritable());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** The client at the other end of a connection. */
    private record Asker(ChannelHandlerContext context, Statistics statistics)
            implements ReplyHandler {
        @Override
        public void accept(ByteBuf reply) {
            context.writeAndFlush(reply);
        }

        @Override
        public void known(ByteBuf reply, boolean inAnyOrder) {
            statistics.count(Counter.KNOWN);
            accept(reply);
        }
    }
}
