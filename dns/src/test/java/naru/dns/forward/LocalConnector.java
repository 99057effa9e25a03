package naru.dns.forward;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;

import java.net.InetSocketAddress;

/** Opens channels in the namespace of the tests. */
final class LocalConnector implements UpstreamConnector {
    @Override
    public Channel open(Transport transport, InetSocketAddress upstream) {
        return transport == Transport.UDP ? new EpollDatagramChannel() : new EpollSocketChannel();
    }

    @Override
    public boolean opensAtOnce() {
        return true;
    }
}
