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

/**
 * The shared part of all sandboxes' name servers: one event loop and its buffers, cache and
 * forwarder.
 */
final class DnsRuntime implements AutoCloseable {
    /** The cache of upstream answers, in bytes. */
    private static final long CACHE_BYTES = 8 << 20;

    /** Tasks of the event loop; more than all pending queries can cause. */
    private static final int MAX_TASKS = 1 << 20;

    private static final long NANOSECONDS = 1_000_000_000; // of a second
    private static final long TICK_NANOSECONDS = 2_000_000; // nanoseconds

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

    DnsRuntime(ForwardOptions options, LongSupplier version, Random random, InstantSource clock) {
        this.version = version;
        this.forwarder =
                new Forwarder(
                        loop,
                        opener,
                        random,
                        new AnswerCache(CACHE_BYTES, options.serveStale()),
                        statistics,
                        () -> System.nanoTime() / NANOSECONDS);
        this.hostResolvers = new HostResolvers(options, new HostConnector(), clock);
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

    ReplyCache newMemo() {
        return new ReplyCache(version, orders);
    }

    /** A group whose channels close with it; channels that join afterwards are closed at once. */
    ChannelGroup newGroup() {
        return new DefaultChannelGroup(loop, true);
    }

    /** The order of addresses may be predictable, unlike ids and ports. */
    Responder newResponder(ResolverContext resolverContext) {
        return new Responder(replies, forwarder, orders, resolverContext);
    }

    /**
     * The upstreams of a sandbox: the container's own servers, queried from inside, except this
     * name server; else the host's, if one of its networks has external access, because queries
     * could leak data that packets cannot.
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
                        new SandboxConnector(sandbox.netns(), channels),
                        clock);
        return () -> own;
    }

    /** Waits until no upstream query is pending, at most {@code limit}. */
    void finish(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end
                && loop.submit(forwarder::isBusy).syncUninterruptibly().getNow()) {
            LockSupport.parkNanos(TICK_NANOSECONDS);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully();
        opener.shutdown();
    }

    /** One thread, which polls its sockets again after a millisecond of other work. */
    private static final class OneLoop extends MultiThreadIoEventLoopGroup {
        private static final int WORK = 1; // milliseconds

        OneLoop() {
            super(1, new DefaultThreadFactory("naru-dns", true), EpollIoHandler.newFactory());
        }

        @Override
        protected IoEventLoop newChild(
                Executor executor, IoHandlerFactory factory, Object... arguments) {
            return new SingleThreadIoEventLoop(
                    this, executor, factory, MAX_TASKS, RejectedExecutionHandlers.reject(), WORK);
        }
    }
}
