package naru.dns;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;

import naru.dns.forward.Transport;

/** Questions that come as datagrams. */
final class UdpSide extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Responder responder;

    UdpSide(Responder responder) {
        this.responder = responder;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        var sender = packet.sender();
        responder.answer(
                packet.content(),
                Transport.UDP,
                reply ->
                        context.writeAndFlush(
                                new DatagramPacket(reply, sender), context.voidPromise()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // One client has gone or its reply did not fit; the socket serves all others.
        System.getLogger(UdpSide.class.getName())
                .log(System.Logger.Level.DEBUG, "a datagram was not answered", cause);
    }
}
