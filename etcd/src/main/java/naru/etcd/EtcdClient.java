package naru.etcd;

import naru.etcd.wire.LeaseGrantRequest;
import naru.etcd.wire.LeaseKeepAliveRequest;
import naru.etcd.wire.LeaseRevokeRequest;
import naru.etcd.wire.RangeRequest;
import naru.etcd.wire.TxnResponse;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A {@link Store} that is an etcd cluster of version 3.4 or newer. */
public final class EtcdClient implements Store {
    private final Channels channels;
    private final Calls calls;

    /**
     * Connects when the first request is made.
     *
     * @param endpoints the members' addresses for clients
     * @param tls {@code null} if all endpoints are of scheme http
     * @throws IOException if a certificate cannot be read
     */
    public EtcdClient(List<Endpoint> endpoints, @Nullable Tls tls) throws IOException {
        this(endpoints, tls, Timing.DEFAULT);
    }

    /**
     * @param limit for a request to all endpoints together
     */
    public EtcdClient(List<Endpoint> endpoints, @Nullable Tls tls, Duration limit)
            throws IOException {
        this(endpoints, tls, Timing.DEFAULT.within(limit));
    }

    /** As above. */
    public EtcdClient(List<Endpoint> endpoints, @Nullable Tls tls, Timing timing)
            throws IOException {
        channels = new Channels(endpoints, timing);
        calls = new Calls(channels, timing.limit());
        if (tls != null) {
            use(tls);
        }
    }

    /**
     * Replaces the certificates and closes all connections; requests in progress fail over, and
     * watches end.
     *
     * @throws IOException if one cannot be read
     */
    public void use(Tls tls) throws IOException {
        channels.replace(tls.context(), tls.serverName());
    }

    /** Replaces the list of endpoints, after a change of members. */
    public void use(List<Endpoint> endpoints) {
        channels.replace(endpoints);
    }

    /** Uses this endpoint for the next requests, if it is one of the list. */
    public void prefer(Endpoint endpoint) {
        channels.prefer(endpoint);
    }

    /** The members of the cluster. */
    public Membership membership() {
        return new Membership(channels, calls);
    }

    @Override
    public Snapshot list(String prefix) {
        var request =
                RangeRequest.newBuilder()
                        .setKey(Keys.first(prefix))
                        .setRangeEnd(Keys.end(prefix))
                        .build();
        var reply = calls.call(Methods.RANGE, request).message();
        return new Snapshot(
                Messages.position(reply.getHeader()),
                reply.getKvsList().stream().map(Keys::entry).toList());
    }

    @Override
    public Optional<Entry> get(String key) {
        var request = RangeRequest.newBuilder().setKey(Keys.bytes(key)).build();
        var reply = calls.call(Methods.RANGE, request).message();
        return reply.getKvsList().stream().findFirst().map(Keys::entry);
    }

    @Override
    public Outcome commit(Transaction transaction) {
        var reply = write(() -> calls.call(Methods.TXN, Messages.of(transaction)));
        var message = reply.message();
        var position = Messages.position(message.getHeader());
        if (message.getSucceeded()) {
            return Outcome.committed(position);
        }
        var found = found(message);
        if (reply.repeated() && isDone(transaction, found)) {
            return Outcome.committed(position);
        }
        return Outcome.refused(position, found);
    }

    private static List<Entry> found(TxnResponse message) {
        var found = new ArrayList<Entry>();
        for (var response : message.getResponsesList()) {
            response.getResponseRange().getKvsList().forEach(kv -> found.add(Keys.entry(kv)));
        }
        return found;
    }

    /** Whether an attempt whose reply was lost has been carried out. */
    private static boolean isDone(Transaction transaction, List<Entry> found) {
        for (var write : transaction.writes()) {
            var now = found.stream().filter(e -> e.key().equals(write.key())).findFirst();
            boolean done =
                    switch (write) {
                        case Write.Put put ->
                                now.filter(entry -> entry.value().equals(put.value())).isPresent();
                        case Write.Delete _ -> now.isEmpty();
                    };
            if (!done) {
                return false;
            }
        }
        return true;
    }

    private interface Attempts<T> {
        T run();
    }

    private static <T> T write(Attempts<T> attempts) {
        try {
            return attempts.run();
        } catch (EtcdException.Unavailable e) {
            throw new EtcdException.Unknown(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Watch watch(String prefix, long from, WatchListener listener) {
        return new WatchStream(channels, prefix, from, listener);
    }

    @Override
    public long grant(Duration life) {
        long wanted = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        var request =
                LeaseGrantRequest.newBuilder()
                        .setID(wanted) // so that a repetition does not grant two
                        .setTTL(Math.max(1, life.toSeconds()))
                        .build();
        try {
            return write(() -> calls.call(Methods.GRANT, request)).message().getID();
        } catch (EtcdException.Refused e) {
            if (!String.valueOf(e.getMessage()).contains("lease already exists")) {
                throw e;
            }
            return wanted;
        }
    }

    @Override
    public boolean renew(long lease) {
        var request = LeaseKeepAliveRequest.newBuilder().setID(lease).build();
        return calls.call(Methods.KEEP_ALIVE, request).message().getTTL() > 0;
    }

    @Override
    public void revoke(long lease) {
        var request = LeaseRevokeRequest.newBuilder().setID(lease).build();
        try {
            write(() -> calls.call(Methods.REVOKE, request));
        } catch (EtcdException.Refused e) {
            if (!String.valueOf(e.getMessage()).contains("requested lease not found")) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        channels.close();
    }
}
