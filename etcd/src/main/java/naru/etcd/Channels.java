package naru.etcd;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A connection to each server, made when it is needed. All requests go to one server until it fails
 * to answer.
 */
final class Channels implements AutoCloseable {
    private static final int MAX_MESSAGE = 64 << 20; // of a list of all keys

    private static final long QUIET_MILLIS = 200; // for what ends with the connections
    private static final long END_MILLIS = 2000;

    private final Timing timing;
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(
                    1,
                    Thread.ofPlatform().daemon().name("etcd").factory(),
                    EpollIoHandler.newFactory());
    private final Executor executor = task -> Thread.ofVirtual().name("etcd-callback").start(task);
    private final Map<Endpoint, ManagedChannel> open = new HashMap<>();
    private List<Endpoint> endpoints;
    private int current;
    private @Nullable SslContext tls;
    private @Nullable String serverName;
    private boolean closed;

    Channels(List<Endpoint> endpoints, Timing timing) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint of etcd");
        }
        this.endpoints = List.copyOf(endpoints);
        this.timing = timing;
    }

    synchronized Endpoint current() {
        return endpoints.get(current);
    }

    /** Leaves a server that did not answer, unless another caller has already left it. */
    synchronized void leave(Endpoint failed) {
        if (endpoints.get(current).equals(failed)) {
            current = (current + 1) % endpoints.size();
        }
    }

    /**
     * Ends the streams of servers that have not answered, of which some are silent: gRPC detects a
     * dead host after 10 s only.
     */
    synchronized void closeOthers(Endpoint answering) {
        for (var entry : List.copyOf(open.entrySet())) {
            if (!entry.getKey().equals(answering)) {
                open.remove(entry.getKey());
                entry.getValue().shutdownNow();
            }
        }
    }

    /** Uses this server for the next requests, if it is one of the list. */
    synchronized void prefer(Endpoint endpoint) {
        int index = endpoints.indexOf(endpoint);
        if (index >= 0) {
            current = index;
        }
    }

    /** Replaces the list of servers. Requests in progress go on. */
    synchronized void replace(List<Endpoint> wanted) {
        if (wanted.isEmpty() || wanted.equals(endpoints)) {
            return;
        }
        var before = endpoints.get(current);
        endpoints = List.copyOf(wanted);
        current = Math.max(0, endpoints.indexOf(before));
        for (var entry : List.copyOf(open.entrySet())) {
            if (!endpoints.contains(entry.getKey())) {
                open.remove(entry.getKey());
                entry.getValue().shutdown();
            }
        }
    }

    /** Closes all connections; later ones have these certificates. */
    synchronized void replace(SslContext context, @Nullable String name) {
        tls = context;
        serverName = name;
        open.values().forEach(ManagedChannel::shutdownNow);
        open.clear();
    }

    synchronized List<Endpoint> all() {
        return endpoints;
    }

    synchronized ManagedChannel to(Endpoint endpoint) {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
        return open.computeIfAbsent(endpoint, this::connect);
    }

    private ManagedChannel connect(Endpoint endpoint) {
        var builder =
                NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
                        .channelType(EpollSocketChannel.class)
                        .eventLoopGroup(loop)
                        .executor(executor)
                        .offloadExecutor(executor)
                        .keepAliveTime(timing.ping().toMillis(), TimeUnit.MILLISECONDS)
                        .keepAliveTimeout(timing.pingTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .maxInboundMessageSize(MAX_MESSAGE)
                        .disableRetry();
        if (!endpoint.tls()) {
            return builder.usePlaintext().build();
        }
        if (tls == null) {
            throw new IllegalStateException(endpoint + " needs a certificate authority");
        }
        if (serverName != null) {
            builder.overrideAuthority(serverName);
        }
        return builder.sslContext(tls).build();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            open.values().forEach(ManagedChannel::shutdownNow);
            open.clear();
        }
        loop.shutdownGracefully(QUIET_MILLIS, END_MILLIS, TimeUnit.MILLISECONDS);
    }
}
