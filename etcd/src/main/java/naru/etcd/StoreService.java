package naru.etcd;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

import naru.etcd.wire.LeaseGrantRequest;
import naru.etcd.wire.LeaseGrantResponse;
import naru.etcd.wire.LeaseKeepAliveRequest;
import naru.etcd.wire.LeaseKeepAliveResponse;
import naru.etcd.wire.LeaseRevokeRequest;
import naru.etcd.wire.LeaseRevokeResponse;
import naru.etcd.wire.RangeRequest;
import naru.etcd.wire.RangeResponse;
import naru.etcd.wire.TxnRequest;
import naru.etcd.wire.TxnResponse;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Serves a store by the methods of etcd's API that {@link EtcdClient} calls, in the forms in which
 * it calls them; other forms are refused. So a client that must not reach etcd uses the same
 * client, and what it may do is checked before the store is used.
 */
public final class StoreService {
    private static final Duration MAX_LEASE = Duration.ofMinutes(10);

    private final Store store;
    private final Supplier<StoreAccess> access;

    /**
     * @param access of the client whose call the current thread serves
     */
    public StoreService(Store store, Supplier<StoreAccess> access) {
        this.store = store;
        this.access = access;
    }

    /** The services to add to a server, whose calls may block. */
    public List<BindableService> services() {
        return List.of(
                () ->
                        ServerServiceDefinition.builder("etcdserverpb.KV")
                                .addMethod(Methods.RANGE, unary(this::range))
                                .addMethod(Methods.TXN, unary(this::commit))
                                .build(),
                () ->
                        ServerServiceDefinition.builder("etcdserverpb.Watch")
                                .addMethod(
                                        Methods.WATCH,
                                        ServerCalls.asyncBidiStreamingCall(replies ->
                                                new ServedWatch(store, access.get(), replies)))
                                .build(),
                () ->
                        ServerServiceDefinition.builder("etcdserverpb.Lease")
                                .addMethod(Methods.GRANT, unary(this::grant))
                                .addMethod(Methods.REVOKE, unary(this::revoke))
                                .addMethod(Methods.KEEP_ALIVE, keepAlive())
                                .build());
    }

    /** The full names of all methods that are served. */
    public static List<String> methods() {
        return List.of(
                        Methods.RANGE,
                        Methods.TXN,
                        Methods.WATCH,
                        Methods.GRANT,
                        Methods.REVOKE,
                        Methods.KEEP_ALIVE)
                .stream()
                .map(MethodDescriptor::getFullMethodName)
                .toList();
    }

    private RangeResponse range(RangeRequest request) {
        if (request.getLimit() != 0 || request.getRevision() != 0) {
            throw new IllegalArgumentException("lists have all keys of the newest revision");
        }
        if (request.getRangeEnd().isEmpty()) {
            var key = Requests.key(request.getKey());
            access.get().checkGet(key);
            var reply = RangeResponse.newBuilder();
            store.get(key).ifPresent(entry -> reply.addKvs(Requests.of(entry)).setCount(1));
            return reply.build();
        }
        var prefix = Requests.prefix(request.getKey(), request.getRangeEnd());
        access.get().checkList(prefix);
        var snapshot = store.list(prefix);
        var reply = RangeResponse.newBuilder().setHeader(Requests.header(snapshot.position()));
        snapshot.entries().forEach(entry -> reply.addKvs(Requests.of(entry)));
        return reply.setCount(snapshot.entries().size()).build();
    }

    private TxnResponse commit(TxnRequest request) {
        var transaction = Requests.transaction(request);
        access.get().checkCommit(transaction);
        return Requests.of(store.commit(transaction));
    }

    private LeaseGrantResponse grant(LeaseGrantRequest request) {
        var life = Duration.ofSeconds(request.getTTL());
        if (!life.isPositive() || life.compareTo(MAX_LEASE) > 0) {
            throw new IllegalArgumentException("a lease of " + request.getTTL() + " s");
        }
        var caller = access.get();
        long lease = store.grant(life);
        caller.granted(lease);
        return LeaseGrantResponse.newBuilder().setID(lease).setTTL(request.getTTL()).build();
    }

    private LeaseRevokeResponse revoke(LeaseRevokeRequest request) {
        if (access.get().owns(request.getID())) {
            store.revoke(request.getID());
        }
        return LeaseRevokeResponse.getDefaultInstance();
    }

    /** A lease that is not the caller's has ended, as far as the caller can learn. */
    private LeaseKeepAliveResponse renew(LeaseKeepAliveRequest request) {
        boolean lives = access.get().owns(request.getID()) && store.renew(request.getID());
        return LeaseKeepAliveResponse.newBuilder()
                .setID(request.getID())
                .setTTL(lives ? 1 : 0)
                .build();
    }

    /** One reply for each request of the stream. */
    private ServerCallHandler<LeaseKeepAliveRequest, LeaseKeepAliveResponse> keepAlive() {
        return ServerCalls.asyncBidiStreamingCall(replies ->
                new StreamObserver<LeaseKeepAliveRequest>() {
                    @Override
                    public void onNext(LeaseKeepAliveRequest request) {
                        answer(StoreService.this::renew, request, replies::onNext, replies);
                    }

                    @Override
                    public void onError(Throwable gone) {
                        // the client has cancelled the stream
                    }

                    @Override
                    public void onCompleted() {
                        replies.onCompleted();
                    }
                });
    }

    private static <I, O> ServerCallHandler<I, O> unary(Function<I, O> method) {
        return ServerCalls.asyncUnaryCall((request, replies) ->
                answer(
                        method,
                        request,
                        reply -> {
                            replies.onNext(reply);
                            replies.onCompleted();
                        },
                        replies));
    }

    private interface Sender<O> {
        void send(O reply);
    }

    private static <I, O> void answer(
            Function<I, O> method, I request, Sender<O> sender, StreamObserver<O> replies) {
        O reply;
        try {
            reply = method.apply(request);
        } catch (RuntimeException e) {
            replies.onError(Failures.status(e));
            return;
        }
        sender.send(reply);
    }
}
