package naru.cluster.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;

import naru.cluster.identity.Authority;
import naru.cluster.identity.CertificateRequest;
import naru.cluster.identity.Ids;
import naru.cluster.identity.JoinToken;
import naru.cluster.identity.Keys;
import naru.cluster.identity.NodeName;
import naru.cluster.identity.Role;
import naru.cluster.member.MemberSettings;
import naru.cluster.member.Members;
import naru.cluster.port.PortMessages.JoinRequest;
import naru.cluster.record.AuthorityRecord;
import naru.cluster.record.ClusterRecord;
import naru.cluster.record.ClusterSpec;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeDescription;
import naru.cluster.record.NodeRecord;
import naru.cluster.record.NodeRecords;
import naru.cluster.record.NodeReport;
import naru.cluster.record.NodeSpec;
import naru.etcd.Endpoint;
import naru.etcd.EtcdClient;
import naru.etcd.MemoryStore;
import naru.etcd.Tls;
import naru.etcd.Transaction;
import naru.linux.process.Executable;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Clients of every kind at port 2377, on a store in memory. */
class PortServerTest {
    private static final String CLUSTER = "c";
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final NodeDescription DESCRIPTION =
            new NodeDescription("h", "x86_64", "linux", 1, 1, "28.5.2", Map.of(), Map.of());
    private static final NodeReport REPORT = new NodeReport(DESCRIPTION, HOST, 2377, HOST);

    @TempDir private Path folder;
    private final MemoryStore store = new MemoryStore();
    private Authority authority;
    private String workerToken;
    private PortServer server;
    private EtcdClient etcd;

    @BeforeEach
    void open() throws Exception {
        authority = Authority.create(Instant.now());
        workerToken = JoinToken.next(authority.rootPem()).text();
        var managerToken = JoinToken.next(authority.rootPem()).text();
        var now = Instant.now();
        var spec = new ClusterSpec(null, null, null, null, null, null, null).withDefaults();
        var records = NodeRecords.INSTANCE;
        var root = authority.rootPem();
        store.commit(
                Transaction.create(
                        Layout.CLUSTER,
                        records.encode(
                                new ClusterRecord(
                                        CLUSTER, now, now, spec, root, List.of(), 24, 4789))));
        store.commit(
                Transaction.create(
                        Layout.AUTHORITY,
                        records.encode(
                                new AuthorityRecord(
                                        root,
                                        Keys.pem(authority.key()),
                                        workerToken,
                                        managerToken))));
        addNode("m", Role.MANAGER);
        addNode("w", Role.WORKER);
        var tls = certificate("m", Role.MANAGER, CLUSTER, authority, Duration.ofDays(1));
        var settings =
                new MemberSettings(
                        new Executable(Path.of("/bin/false"), Map.of()),
                        folder,
                        new MemberSettings.Credentials(
                                tls.authority(), tls.certificate(), tls.key()),
                        "m",
                        HOST,
                        1,
                        1);
        etcd =
                new EtcdClient(
                        List.of(new Endpoint(false, "127.0.0.1", 1)), null, Duration.ofMillis(50));
        server =
                new PortServer(
                        new InetSocketAddress(HOST, 0),
                        tls,
                        CLUSTER,
                        store,
                        new Members(etcd, settings),
                        Clock.systemUTC());
    }

    private void addNode(String id, Role role) {
        var now = Instant.now();
        var spec = NodeSpec.of(role, "active");
        var node = new NodeRecord(id, now, now, spec, DESCRIPTION, HOST, 2377, HOST);
        store.commit(Transaction.create(Layout.node(id), NodeRecords.INSTANCE.encode(node)));
    }

    @AfterEach
    void close() {
        server.close();
        etcd.close();
    }

    private Tls certificate(
            String node, Role role, String cluster, Authority issuer, Duration validity)
            throws Exception {
        var keys = Keys.next();
        var certificate =
                issuer.issue(
                        new NodeName(cluster, role, node),
                        keys.getPublic(),
                        List.of(HOST),
                        Instant.now(),
                        validity);
        var name = Ids.next();
        return new Tls(
                Files.writeString(folder.resolve(name + ".root"), authority.rootPem()),
                Files.writeString(folder.resolve(name + ".pem"), Keys.pem(List.of(certificate))),
                Files.writeString(folder.resolve(name + ".key"), Keys.pem(keys.getPrivate())),
                Role.MANAGER.unit());
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(HOST, server.port());
    }

    private ManagedChannel channel(@Nullable Tls tls) throws IOException {
        var context =
                GrpcSslContexts.forClient()
                        .trustManager(
                                new ByteArrayInputStream(authority.rootPem().getBytes("UTF-8")));
        if (tls != null) {
            context.keyManager(tls.certificate().toFile(), tls.key().toFile());
        }
        return NettyChannelBuilder.forAddress(address())
                .overrideAuthority(Role.MANAGER.unit())
                .sslContext(context.build())
                .build();
    }

    /** Messages as they are. */
    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The status of a call with these bytes as its request. */
    private static Status.Code call(ManagedChannel channel, String method, byte[] request) {
        var descriptor =
                MethodDescriptor.<byte[], byte[]>newBuilder()
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(method)
                        .setRequestMarshaller(new Raw())
                        .setResponseMarshaller(new Raw())
                        .build();
        try {
            var options = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
            ClientCalls.blockingUnaryCall(channel, descriptor, options, request);
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private void assertRefused(@Nullable Tls tls, String but, Status.Code code) throws Exception {
        var channel = channel(tls);
        try {
            for (var method : server.methods()) {
                if (!method.startsWith(but)) {
                    assertThat(call(channel, method, new byte[0])).as(method).isEqualTo(code);
                }
            }
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void servesStrangersTheJoinServiceOnly() throws Exception {
        assertThat(server.methods()).hasSize(13);
        assertRefused(null, PortMethods.JOIN_SERVICE, Status.Code.PERMISSION_DENIED);
    }

    @Test
    void refusesForeignAndRemovedNodes() throws Exception {
        var day = Duration.ofDays(1);
        var removed = certificate("gone", Role.WORKER, CLUSTER, authority, day);
        assertRefused(removed, PortMethods.JOIN_SERVICE, Status.Code.PERMISSION_DENIED);
        var other = certificate("m", Role.MANAGER, "other", authority, day);
        assertRefused(other, PortMethods.JOIN_SERVICE, Status.Code.PERMISSION_DENIED);
        var foreign = certificate("m", Role.MANAGER, CLUSTER, Authority.create(Instant.now()), day);
        assertRefused(foreign, "-", Status.Code.UNAVAILABLE); // of the handshake
        var expired = certificate("m", Role.MANAGER, CLUSTER, authority, Duration.ofMinutes(-1));
        assertRefused(expired, "-", Status.Code.UNAVAILABLE);
    }

    @Test
    void refusesWorkersWhatManagersDo() throws Exception {
        var worker = certificate("w", Role.WORKER, CLUSTER, authority, Duration.ofDays(1));
        var pretender = certificate("w", Role.MANAGER, CLUSTER, authority, Duration.ofDays(1));
        for (var tls : List.of(worker, pretender)) { // the latter was a manager
            var channel = channel(tls);
            try {
                for (var method : server.methods()) {
                    if (method.startsWith(PortMethods.MANAGER_SERVICE)) {
                        assertThat(call(channel, method, new byte[0]))
                                .isEqualTo(Status.Code.PERMISSION_DENIED);
                    }
                }
            } finally {
                channel.shutdownNow();
            }
            try (var client =
                    new EtcdClient(List.of(new Endpoint(true, "127.0.0.1", server.port())), tls)) {
                assertThat(client.list(Layout.NODES).entries()).hasSize(2);
                assertThatThrownBy(() -> client.get(Layout.AUTHORITY))
                        .hasMessageContaining("may not read");
            }
        }
    }

    private String request() throws Exception {
        return Base64.getEncoder().encodeToString(CertificateRequest.of(Keys.next()));
    }

    @Test
    void admitsOneNodeAKey() throws Exception {
        var request = new JoinRequest(workerToken, request(), "", REPORT);
        var first = PortClient.join(address(), authority.rootPem(), request);
        var second = PortClient.join(address(), authority.rootPem(), request);
        assertThat(second.node()).isEqualTo(first.node());
        assertThat(first.role()).isEqualTo("worker");
        assertThat(store.list(Layout.NODES).entries()).hasSize(3);
    }

    @Test
    void refusesOddJoins() throws Exception {
        var random = new Random(15);
        var good = request();
        var other = JoinToken.next(Authority.create(Instant.now()).rootPem()).text();
        for (var token : List.of("", "SWMTKN-1-", other, workerToken + "x", "x".repeat(1 << 20))) {
            assertRefused(new JoinRequest(token, good, "", REPORT));
        }
        for (int i = 0; i < 40; i++) {
            var der = Base64.getDecoder().decode(good);
            der[random.nextInt(der.length)] ^= (byte) (1 + random.nextInt(255));
            var odd = Arrays.copyOf(der, random.nextInt(der.length + 1));
            var text = Base64.getEncoder().encodeToString(i % 2 == 0 ? odd : der);
            assertRefused(new JoinRequest(workerToken, text, "", REPORT));
        }
        var any = new NodeReport(DESCRIPTION, InetAddress.ofLiteral("0.0.0.0"), 2377, HOST);
        assertRefused(new JoinRequest(workerToken, good, "", any));
        assertRefused(new JoinRequest(workerToken, good, "sleeping", REPORT));
        assertThat(store.list(Layout.NODES).entries()).hasSize(2);
    }

    private void assertRefused(JoinRequest request) {
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                try {
                                    PortClient.join(address(), authority.rootPem(), request);
                                    return;
                                } catch (PortException e) {
                                    if (e.isRefused()) {
                                        throw e;
                                    }
                                    Thread.sleep(100); // too many at once
                                }
                            }
                        })
                .hasMessageContaining("InvalidArgument");
    }

    @Test
    void survivesOddBytes() throws Exception {
        var random = new Random(16);
        for (int i = 0; i < 20; i++) {
            try (var socket = new Socket(HOST, server.port())) {
                var bytes = new byte[random.nextInt(1, 5000)];
                random.nextBytes(bytes);
                if (i % 2 == 0) {
                    bytes[0] = 22; // a handshake of TLS
                }
                socket.getOutputStream().write(bytes);
            } catch (SocketException closed) {
                // by the server
            }
        }
        var channel = channel(null);
        try {
            var root = PortMethods.ROOT.getFullMethodName();
            for (var odd : List.of("", "{", "null", "[]", "{\"reserved\":{}}")) {
                assertThat(
                                call(
                                        channel,
                                        PortMethods.JOIN.getFullMethodName(),
                                        odd.getBytes("UTF-8")))
                        .isEqualTo(Status.Code.INVALID_ARGUMENT);
            }
            assertThat(call(channel, root, new byte[3 << 20]))
                    .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.UNAVAILABLE);
            assertThat(call(channel, root, "{\"reserved\":\"\"}".getBytes("UTF-8")))
                    .isEqualTo(Status.Code.OK);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void limitsTheCallsOfStrangers() throws Exception {
        var channel = channel(null);
        try {
            var root = PortMethods.ROOT.getFullMethodName();
            var request = "{\"reserved\":\"\"}".getBytes("UTF-8");
            int refused = 0;
            for (int i = 0; i < 600 && refused == 0; i++) {
                refused += call(channel, root, request) == Status.Code.UNAVAILABLE ? 1 : 0;
            }
            assertThat(refused).isPositive();
        } finally {
            channel.shutdownNow();
        }
    }
}
