package naru.dns;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.RejectedExecutionHandlers;

import naru.dns.cache.AnswerCache;
import naru.dns.forward.Forwarder;
import naru.dns.forward.ResolvConf;
import naru.dns.forward.Upstreams;
import naru.dns.metrics.Statistics;
import naru.dns.wire.ReplyWriter;
import naru.linux.DatagramBatch;
import naru.network.model.Sandbox;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the name servers of all sandboxes share: one event loop and what lives on it. */
final class Machinery implements AutoCloseable {
    /** For answers of upstreams, in bytes. */
    private static final long CACHE_ROOM = 8 << 20;

    /** Tasks of the event loop; more than all questions that may be under way make. */
    private static final int MOST_WORK = 1 << 20;

    private static final long NANOSECONDS = 1_000_000_000; // of a second
    private static final long LOOK = 2_000_000; // nanoseconds

    private final MultiThreadIoEventLoopGroup group = new OneLoop();
    private final IoEventLoop loop = group.next();
    private final DatagramBatch batch = new DatagramBatch(32, 4096);
    private final ExecutorService opener = Executors.newVirtualThreadPerTaskExecutor();
    private final ReplyWriter replies = new ReplyWriter(PooledByteBufAllocator.DEFAULT);
    private final Statistics statistics = new Statistics();
    private final Forwarder forwarder;
    private final HostResolvers hostResolvers;
    private final Random orders = new Random();
    private final InstantSource clock;
    private final LongSupplier version;

    Machinery(ForwardOptions options, LongSupplier version, Random random, InstantSource clock) {
        this.version = version;
        this.forwarder =
                new Forwarder(
                        loop,
                        opener,
                        random,
                        new AnswerCache(CACHE_ROOM, options.serveStale()),
                        statistics,
                        () -> System.nanoTime() / NANOSECONDS);
        this.hostResolvers = new HostResolvers(options, new HostDoor(), clock);
        this.clock = clock;
    }

    IoEventLoop loop() {
        return loop;
    }

    /** For datagrams on {@link #loop}. */
    DatagramBatch batch() {
        return batch;
    }

    Forwarder forwarder() {
        return forwarder;
    }

    Statistics statistics() {
        return statistics;
    }

    ReplyMemo newMemo() {
        return new ReplyMemo(version, orders);
    }

    /** A group whose channels close with it, and those that join it later at once. */
    ChannelGroup newGroup() {
        return new DefaultChannelGroup(loop, true);
    }

    /** The order of addresses need not be a secret, as ids and ports must. */
    Responder newResponder(Standpoint standpoint) {
        return new Responder(replies, forwarder, orders, standpoint);
    }

    /**
     * Who is asked for what a sandbox's networks do not know: the container's own servers, from
     * inside, save for ourselves; else the host's, provided that one of its networks leads out,
     * because names leak what packets may not.
     */
    Supplier<Upstreams> upstreamsOf(Sandbox sandbox, ChannelGroup channels) {
        var servers =
                sandbox.dns().servers().stream()
                        .filter(server -> !server.equals(Redirect.ADDRESS))
                        .toList();
        boolean leadsOut =
                sandbox.ipv4GatewayEndpoint() != null || sandbox.ipv6GatewayEndpoint() != null;
        if (servers.isEmpty() && leadsOut) {
            return hostResolvers;
        }
        var own =
                new Upstreams(
                        servers.stream().map(ResolvConf::onDnsPort).toList(),
                        new SandboxDoor(sandbox.netns(), channels),
                        clock);
        return () -> own;
    }

    /** Waits until no upstream is asked any more, but no longer than {@code limit}. */
    void finish(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end
                && loop.submit(forwarder::isBusy).syncUninterruptibly().getNow()) {
            LockSupport.parkNanos(LOOK);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully();
        opener.shutdown();
    }

    /** One thread, which looks at its sockets again after a millisecond of other work. */
    private static final class OneLoop extends MultiThreadIoEventLoopGroup {
        private static final int WORK = 1; // milliseconds

        OneLoop() {
            super(1, new DefaultThreadFactory("naru-dns", true), EpollIoHandler.newFactory());
        }

        @Override
        protected IoEventLoop newChild(
                Executor executor, IoHandlerFactory factory, Object... arguments) {
            return new SingleThreadIoEventLoop(
                    this, executor, factory, MOST_WORK, RejectedExecutionHandlers.reject(), WORK);
        }
    }
}
