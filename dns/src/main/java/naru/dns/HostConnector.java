package naru.dns;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;

import naru.dns.forward.Transport;
import naru.dns.forward.UpstreamConnector;
import naru.linux.address.Family;

import java.net.InetSocketAddress;

/**
 * Connects from the daemon's namespace, where the host's resolvers are reachable, including
 * 127.0.0.53.
 */
final class HostConnector implements UpstreamConnector {
    @Override
    public Channel open(Transport transport, InetSocketAddress upstream) {
        var family =
                Family.of(upstream.getAddress())
                        .choose(SocketProtocolFamily.INET, SocketProtocolFamily.INET6);
        return switch (transport) {
            case UDP -> new EpollDatagramChannel(family);
            case TCP -> new EpollSocketChannel();
        };
    }

    @Override
    public boolean opensAtOnce() {
        return true;
    }
}
