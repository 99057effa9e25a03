package naru.cluster.port;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;

import naru.cluster.member.Members;
import naru.cluster.port.PortMessages.AddReply;
import naru.cluster.port.PortMessages.AddRequest;
import naru.cluster.port.PortMessages.MemberEntry;
import naru.cluster.port.PortMessages.Nothing;
import naru.etcd.Store;
import naru.etcd.StoreService;
import naru.etcd.Tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Port 2377 of a manager. Connections without a certificate may fetch the authority's and join;
 * nodes use the store with their rights. See {@link PortMethods} for who may call what.
 */
public final class PortServer implements AutoCloseable {
    private static final int MAX_MESSAGE = 2 << 20; // bytes; etcd's limit for requests is 1.5 MiB
    private static final int MAX_METADATA = 8 << 10; // bytes
    private static final int MAX_CALLS = 100; // at once on one connection
    private static final Duration HANDSHAKE = Duration.ofSeconds(5);
    private static final long QUIET_MILLIS = 200; // for what ends with the connections
    private static final Duration MIN_PING = Duration.ofMillis(500);
    private static final Duration MAX_AGE = Duration.ofHours(1); // certificates expire meanwhile
    private static final Duration MAX_IDLE = Duration.ofMinutes(5);

    private final NodeDirectory directory;
    private final Server server;
    private final MultiThreadIoEventLoopGroup loop;

    /**
     * Listens.
     *
     * @param store of this host's member alone, so that managers do not pass requests in circles
     * @throws IOException if the address is in use, or a certificate cannot be read
     */
    public PortServer(
            InetSocketAddress listen,
            Tls tls,
            String cluster,
            Store store,
            Members members,
            Clock clock)
            throws IOException {
        directory = new NodeDirectory(store);
        loop =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Thread.ofPlatform().daemon().name("cluster-port").factory(),
                        EpollIoHandler.newFactory());
        var enrolment = new Enrolment(store, clock);
        var builder =
                NettyServerBuilder.forAddress(listen)
                        .channelType(EpollServerSocketChannel.class)
                        .bossEventLoopGroup(loop)
                        .workerEventLoopGroup(loop)
                        .executor(task -> Thread.ofVirtual().name("cluster-call").start(task))
                        .sslContext(context(tls))
                        .maxInboundMessageSize(MAX_MESSAGE)
                        .maxInboundMetadataSize(MAX_METADATA)
                        .maxConcurrentCallsPerConnection(MAX_CALLS)
                        .handshakeTimeout(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS)
                        .permitKeepAliveTime(MIN_PING.toMillis(), TimeUnit.MILLISECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .maxConnectionAge(MAX_AGE.toMinutes(), TimeUnit.MINUTES)
                        .maxConnectionAgeGrace(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS)
                        .maxConnectionIdle(MAX_IDLE.toMinutes(), TimeUnit.MINUTES)
                        .intercept(new Caller.Gate(cluster, directory::admit))
                        .intercept(new RateLimit());
        new StoreService(store, () -> directory.access(Caller.current()))
                .services()
                .forEach(builder::addService);
        builder.addService(joins(enrolment));
        builder.addService(nodes(enrolment, members));
        builder.addService(managers(members));
        try {
            server = builder.build().start();
        } catch (IOException | RuntimeException e) {
            directory.close();
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
    }

    private static SslContext context(Tls tls) throws IOException {
        try {
            return GrpcSslContexts.forServer(tls.certificate().toFile(), tls.key().toFile())
                    .trustManager(tls.authority().toFile())
                    .clientAuth(ClientAuth.OPTIONAL)
                    .build();
        } catch (IllegalArgumentException e) { // Netty's for a damaged file
            throw new IOException(e.getMessage(), e);
        }
    }

    private static BindableService joins(Enrolment enrolment) {
        return () ->
                new Service(PortMethods.JOIN_SERVICE)
                        .with(PortMethods.ROOT, _ -> enrolment.root())
                        .with(PortMethods.JOIN, enrolment::join)
                        .build();
    }

    private static BindableService nodes(Enrolment enrolment, Members members) {
        return () ->
                new Service(PortMethods.NODE_SERVICE)
                        .with(
                                PortMethods.RENEW,
                                request -> enrolment.renew(Caller.current(), request))
                        .with(
                                PortMethods.REPORT,
                                report -> {
                                    enrolment.report(Caller.current(), report);
                                    return Nothing.NOTHING;
                                })
                        .with(
                                PortMethods.REMOVE_MEMBER,
                                _ -> {
                                    members.remove(Caller.current().node());
                                    return Nothing.NOTHING;
                                })
                        .build();
    }

    private static BindableService managers(Members members) {
        return () ->
                new Service(PortMethods.MANAGER_SERVICE)
                        .with(PortMethods.ADD_MEMBER, request -> add(members, request))
                        .with(
                                PortMethods.PROMOTE_MEMBER,
                                _ -> {
                                    members.promote(Caller.current().node());
                                    return Nothing.NOTHING;
                                })
                        .build();
    }

    private static AddReply add(Members members, AddRequest request) {
        return new AddReply(
                members.add(request.peerUrl()).stream()
                        .map(member -> new MemberEntry(member.name(), member.peerUrls().getFirst()))
                        .toList());
    }

    /** The port that it listens on. */
    public int port() {
        return server.getPort();
    }

    /** The full names of all methods that it serves. */
    List<String> methods() {
        return server.getServices().stream()
                .flatMap(service -> service.getMethods().stream())
                .map(method -> method.getMethodDescriptor())
                .map(MethodDescriptor::getFullMethodName)
                .toList();
    }

    @Override
    public void close() {
        directory.close();
        server.shutdownNow();
        loop.shutdownGracefully(QUIET_MILLIS, HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
