package naru.etcd;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

import naru.etcd.wire.Event;
import naru.etcd.wire.KeyValue;
import naru.etcd.wire.WatchRequest;
import naru.etcd.wire.WatchResponse;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** One watch on one stream of a client, fed by a watch of the store. */
final class ServedWatch implements StreamObserver<WatchRequest>, Store.WatchListener {
    /** Replies that may wait for a slow client; it lists again after that. */
    private static final int MAX_WAITING = 1000;

    private final Store store;
    private final StoreAccess access;
    private final ServerCallStreamObserver<WatchResponse> replies;
    private final StoreAccess.Registration registration;
    private Store.@Nullable Watch watch; // guarded by this
    private boolean ended; // guarded by this
    private int waiting; // guarded by this

    ServedWatch(Store store, StoreAccess access, StreamObserver<WatchResponse> replies) {
        this.store = store;
        this.access = access;
        this.replies = (ServerCallStreamObserver<WatchResponse>) replies;
        this.replies.setOnCancelHandler(this::close);
        registration =
                access.whenBarred(() -> fail(Status.PERMISSION_DENIED, "the node was removed"));
    }

    @Override
    public void onNext(WatchRequest request) {
        try {
            synchronized (this) {
                if (watch != null || ended || !request.hasCreateRequest()) {
                    throw new IllegalArgumentException("one watch on a stream");
                }
            }
            var create = request.getCreateRequest();
            var prefix = Requests.prefix(create.getKey(), create.getRangeEnd());
            access.checkList(prefix);
            send(WatchResponse.newBuilder().setCreated(true).build());
            open(prefix, create.getStartRevision());
        } catch (RuntimeException e) {
            var status = Failures.status(e).getStatus();
            fail(status, String.valueOf(status.getDescription()));
        }
    }

    private void open(String prefix, long from) {
        var opened = store.watch(prefix, from, this);
        synchronized (this) {
            watch = opened;
            if (!ended) {
                return;
            }
        }
        opened.close();
    }

    @Override
    public void changed(Position position, List<Store.Change> changes) {
        var reply = WatchResponse.newBuilder().setHeader(Requests.header(position));
        for (var change : changes) {
            reply.addEvents(event(change, position));
        }
        send(reply.build());
    }

    private static Event event(Store.Change change, Position position) {
        return switch (change) {
            case Store.Change.Set set ->
                    Event.newBuilder()
                            .setType(Event.EventType.PUT)
                            .setKv(Requests.of(set.entry()))
                            .build();
            case Store.Change.Removed removed ->
                    Event.newBuilder()
                            .setType(Event.EventType.DELETE)
                            .setKv(
                                    KeyValue.newBuilder()
                                            .setKey(Keys.bytes(removed.key()))
                                            .setModRevision(position.revision()))
                            .build();
        };
    }

    private void send(WatchResponse reply) {
        synchronized (this) {
            if (ended) {
                return;
            }
            waiting = replies.isReady() ? 0 : waiting + 1;
            if (waiting <= MAX_WAITING) {
                replies.onNext(reply);
                return;
            }
        }
        fail(Status.RESOURCE_EXHAUSTED, "the client is too slow");
    }

    @Override
    public void ended(String reason) {
        fail(Status.UNAVAILABLE, reason);
    }

    private void fail(Status status, String reason) {
        if (close()) {
            replies.onError(status.withDescription(reason).asRuntimeException());
        }
    }

    /** Returns whether it was open. */
    private boolean close() {
        Store.@Nullable Watch opened;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            opened = watch;
        }
        registration.close();
        if (opened != null) {
            opened.close();
        }
        return true;
    }

    @Override
    public void onError(Throwable gone) {
        close();
    }

    @Override
    public void onCompleted() {
        if (close()) {
            replies.onCompleted();
        }
    }
}
