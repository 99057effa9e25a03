package naru.etcd;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;

import naru.etcd.wire.Event;
import naru.etcd.wire.ResponseHeader;
import naru.etcd.wire.WatchCreateRequest;
import naru.etcd.wire.WatchRequest;
import naru.etcd.wire.WatchResponse;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One watch on one stream to one server. A cancelled or broken stream ends it; the position that
 * follows is the caller's business, since etcd's replies do not give a safe one: the revision of
 * the first reply ({@code created}) is the store's newest, before the history is sent.
 */
final class WatchStream implements Store.Watch {
    /** The server ends the stream when it loses its leader. */
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private final Channels channels;
    private final Endpoint endpoint;
    private final Store.WatchListener listener;
    private final ClientCall<WatchRequest, WatchResponse> call;
    private boolean ended; // guarded by this

    WatchStream(Channels channels, String prefix, long from, Store.WatchListener listener) {
        this.channels = channels;
        this.endpoint = channels.current();
        this.listener = listener;
        call = channels.to(endpoint).newCall(Methods.WATCH, CallOptions.DEFAULT);
        var headers = new Metadata();
        headers.put(HAS_LEADER, "true");
        call.start(new Responses(), headers);
        call.sendMessage(
                WatchRequest.newBuilder()
                        .setCreateRequest(
                                WatchCreateRequest.newBuilder()
                                        .setKey(Keys.first(prefix))
                                        .setRangeEnd(Keys.end(prefix))
                                        .setStartRevision(from)
                                        .setProgressNotify(true))
                        .build());
        call.request(1);
    }

    private final class Responses extends ClientCall.Listener<WatchResponse> {
        @Override
        public void onMessage(WatchResponse response) {
            if (response.getCompactRevision() != 0) {
                end("the revision is compacted");
            } else if (response.getCanceled()) {
                end("the server cancelled it: " + response.getCancelReason());
            } else if (report(response)) {
                call.request(1);
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            channels.leave(endpoint);
            @Nullable String text = status.getDescription();
            end(endpoint + ": " + (text != null ? text : status.getCode().name()));
        }
    }

    /** Whether the watch goes on. */
    private synchronized boolean report(WatchResponse response) {
        if (ended) {
            return false;
        }
        if (!response.getCreated()) {
            var events = response.getEventsList();
            listener.changed(position(response.getHeader(), events), changes(events));
        }
        return true;
    }

    /** The header's revision can be later than the events. */
    private static Position position(ResponseHeader header, List<Event> events) {
        return events.isEmpty()
                ? Messages.position(header)
                : new Position(header.getClusterId(), events.getLast().getKv().getModRevision());
    }

    private static List<Store.Change> changes(List<Event> events) {
        return events.stream()
                .<Store.Change>map(event ->
                        event.getType() == Event.EventType.DELETE
                                ? new Store.Change.Removed(event.getKv().getKey().toStringUtf8())
                                : new Store.Change.Set(Keys.entry(event.getKv())))
                .toList();
    }

    private void end(String reason) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        call.cancel(reason, null);
        listener.ended(reason);
    }

    /** Reports nothing more, not even the end. */
    @Override
    public void close() {
        synchronized (this) {
            ended = true;
        }
        call.cancel("closed", null);
    }
}
