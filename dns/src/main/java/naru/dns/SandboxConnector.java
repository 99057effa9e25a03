package naru.dns;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;

import naru.dns.forward.Transport;
import naru.dns.forward.UpstreamConnector;
import naru.linux.Netns;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * Connects from inside a sandbox, for {@code --dns}: there 127.0.0.1 is the container, and its
 * networks are reachable. An open socket keeps the sandbox's namespace alive, so each is in the
 * group that closes with the sandbox.
 */
final class SandboxConnector implements UpstreamConnector {
    /** Each occupies a platform thread for a short time. */
    private static final Semaphore MAX_CONCURRENT_ENTRIES = new Semaphore(8);

    private final HostConnector anywhere = new HostConnector();
    private final Path netns;
    private final ChannelGroup channels;

    SandboxConnector(Path netns, ChannelGroup channels) {
        this.netns = netns;
        this.channels = channels;
    }

    @Override
    public Channel open(Transport transport, InetSocketAddress upstream) {
        MAX_CONCURRENT_ENTRIES.acquireUninterruptibly();
        try (var sandbox = Netns.open(netns)) {
            var channel = sandbox.call(() -> anywhere.open(transport, upstream));
            channel.pipeline().addLast(new Joins(channels));
            return channel;
        } finally {
            MAX_CONCURRENT_ENTRIES.release();
        }
    }

    @Override
    public boolean opensAtOnce() {
        return false;
    }

    /** Adds its channel to a group as soon as the group can close it. */
    private static final class Joins extends ChannelInboundHandlerAdapter {
        private final ChannelGroup group;

        Joins(ChannelGroup group) {
            this.group = group;
        }

        @Override
        public void channelRegistered(ChannelHandlerContext context) {
            group.add(context.channel());
            context.fireChannelRegistered();
        }
    }
}
