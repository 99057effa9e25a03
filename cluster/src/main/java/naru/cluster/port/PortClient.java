package naru.cluster.port;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import naru.cluster.identity.JoinToken;
import naru.cluster.identity.Role;
import naru.cluster.port.PortMessages.AddReply;
import naru.cluster.port.PortMessages.AddRequest;
import naru.cluster.port.PortMessages.JoinReply;
import naru.cluster.port.PortMessages.JoinRequest;
import naru.cluster.port.PortMessages.Nothing;
import naru.cluster.port.PortMessages.RenewReply;
import naru.cluster.port.PortMessages.RenewRequest;
import naru.cluster.record.NodeReport;
import naru.etcd.Tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Calls port 2377 of one manager. Failures are {@link PortException}s. */
public final class PortClient implements AutoCloseable {
    /** Longer than a manager repeats a change of etcd's members. */
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private static final long QUIET_MILLIS = 200; // for what ends with the connection
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final MultiThreadIoEventLoopGroup loop;
    private final ManagedChannel channel;

    private PortClient(InetSocketAddress manager, SslContext tls) {
        loop =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Thread.ofPlatform().daemon().name("cluster-client").factory(),
                        EpollIoHandler.newFactory());
        channel =
                NettyChannelBuilder.forAddress(manager)
                        .channelType(EpollSocketChannel.class)
                        .eventLoopGroup(loop)
                        .executor(task -> Thread.ofVirtual().start(task))
                        .overrideAuthority(Role.MANAGER.unit())
                        .sslContext(tls)
                        .disableRetry()
                        .build();
    }

    /** As a node with a certificate. */
    public static PortClient of(InetSocketAddress manager, Tls tls) throws IOException {
        try {
            return new PortClient(
                    manager,
                    GrpcSslContexts.forClient()
                            .trustManager(tls.authority().toFile())
                            .keyManager(tls.certificate().toFile(), tls.key().toFile())
                            .build());
        } catch (IllegalArgumentException e) { // Netty's for a damaged file
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * The certificate of the cluster's authority, fetched from an address that is not trusted, and
     * compared with the digest in a token.
     *
     * @return as PEM
     */
    public static String root(InetSocketAddress manager, JoinToken token) throws IOException {
        var tls = GrpcSslContexts.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE);
        try (var client = new PortClient(manager, tls.build())) {
            var root = client.call(PortMethods.ROOT, Nothing.NOTHING, CONNECT).certificate();
            if (!token.fits(root)) {
                throw new PortException("remote CA does not match fingerprint", true);
            }
            return root;
        }
    }

    /** Joins, as a node that has no certificate yet. */
    public static JoinReply join(InetSocketAddress manager, String root, JoinRequest request)
            throws IOException {
        var pem = new ByteArrayInputStream(root.getBytes(StandardCharsets.US_ASCII));
        SslContextBuilder tls = GrpcSslContexts.forClient().trustManager(pem);
        try (var client = new PortClient(manager, tls.build())) {
            return client.call(PortMethods.JOIN, request, LIMIT);
        }
    }

    /** A certificate with the role that this node has now. */
    public RenewReply renew(RenewRequest request) {
        return call(PortMethods.RENEW, request, LIMIT);
    }

    public void report(NodeReport report) {
        call(PortMethods.REPORT, report, LIMIT);
    }

    /** Adds a member of etcd for this node. */
    public AddReply addMember(String peerUrl) {
        return call(PortMethods.ADD_MEMBER, new AddRequest(peerUrl), LIMIT);
    }

    /** Gives the started member of this node its vote. */
    public void promoteMember() {
        call(PortMethods.PROMOTE_MEMBER, Nothing.NOTHING, LIMIT);
    }

    /** Removes the member of this node. */
    public void removeMember() {
        call(PortMethods.REMOVE_MEMBER, Nothing.NOTHING, LIMIT);
    }

    private <I, O> O call(MethodDescriptor<I, O> method, I request, Duration limit) {
        try {
            var options =
                    CallOptions.DEFAULT.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
            return ClientCalls.blockingUnaryCall(channel, method, options, request);
        } catch (StatusRuntimeException e) {
            throw PortException.of(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loop.shutdownGracefully(QUIET_MILLIS, CONNECT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
