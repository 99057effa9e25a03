package naru.dns;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;

import naru.dns.forward.Door;
import naru.dns.forward.Transport;
import naru.linux.Netns;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * Asks from inside a sandbox, as {@code --dns} means it: there 127.0.0.1 is the container, and its
 * networks are at hand. An open socket keeps the sandbox's namespace alive, so each is in the group
 * that closes with the sandbox.
 */
final class SandboxDoor implements Door {
    /** Each costs a thread of the operating system for a moment. */
    private static final Semaphore ENTRANCES = new Semaphore(8);

    private final HostDoor anywhere = new HostDoor();
    private final Path netns;
    private final ChannelGroup channels;

    SandboxDoor(Path netns, ChannelGroup channels) {
        this.netns = netns;
        this.channels = channels;
    }

    @Override
    public Channel open(Transport transport, InetSocketAddress upstream) {
        ENTRANCES.acquireUninterruptibly();
        try (var sandbox = Netns.open(netns)) {
            var channel = sandbox.call(() -> anywhere.open(transport, upstream));
            channel.pipeline().addLast(new Joins(channels));
            return channel;
        } finally {
            ENTRANCES.release();
        }
    }

    @Override
    public boolean opensAtOnce() {
        return false;
    }

    /** Puts its channel into a group as soon as the channel can be closed by it. */
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
