package naru.dns;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;

import naru.dns.forward.Door;
import naru.dns.forward.Transport;

import java.net.Inet4Address;
import java.net.InetSocketAddress;

/**
 * Asks from the daemon's own namespace, where the host's resolvers are meant to be asked,
 * 127.0.0.53 included.
 */
final class HostDoor implements Door {
    @Override
    public Channel open(Transport transport, InetSocketAddress upstream) {
        var family =
                upstream.getAddress() instanceof Inet4Address
                        ? SocketProtocolFamily.INET
                        : SocketProtocolFamily.INET6;
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
