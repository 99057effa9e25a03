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
    /** etcd closes connections that ping more often than every 5 s (grpc-keepalive-min-time). */
    private static final int PING_SECONDS = 10;

    private static final int PING_TIMEOUT_SECONDS = 3;
    private static final int MAX_MESSAGE = 64 << 20; // of a list of all keys

    private final @Nullable SslContext tls;
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(
                    1,
                    Thread.ofPlatform().daemon().name("etcd").factory(),
                    EpollIoHandler.newFactory());
    private final Executor executor = task -> Thread.ofVirtual().name("etcd-callback").start(task);
    private final Map<Endpoint, ManagedChannel> open = new HashMap<>();
    private List<Endpoint> endpoints;
    private int current;
    private boolean closed;

    Channels(List<Endpoint> endpoints, @Nullable SslContext tls) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint of etcd");
        }
        this.endpoints = List.copyOf(endpoints);
        this.tls = tls;
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
                        .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                        .keepAliveTimeout(PING_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .maxInboundMessageSize(MAX_MESSAGE)
                        .disableRetry();
        if (!endpoint.tls()) {
            return builder.usePlaintext().build();
        }
        if (tls == null) {
            throw new IllegalStateException(endpoint + " needs a certificate authority");
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
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
