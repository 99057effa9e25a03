package naru.dns.forward;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The upstream name servers of a sandbox, and the namespace from which they are queried. They are
 * queried in the given order, because the first one may know names that others deny; an
 * unresponsive one is moved to the end, so that its timeout is not added to every query. For any
 * thread.
 */
public final class Upstreams {
    /** The maximum number of servers, as in resolv.conf(5). */
    private static final int MAX_SERVERS = 3;

    private static final AtomicLong ORIGINS = new AtomicLong();

    private final long origin = ORIGINS.incrementAndGet();
    private final List<Upstream> all;
    private final UpstreamConnector connector;
    private final InstantSource clock;

    /** Upstreams in the order in which they are queried while all of them answer. */
    public Upstreams(
            List<InetSocketAddress> addresses, UpstreamConnector connector, InstantSource clock) {
        this.all = addresses.stream().distinct().limit(MAX_SERVERS).map(Upstream::new).toList();
        this.connector = connector;
        this.clock = clock;
    }

    /** The state of each. */
    public List<Upstream.Health> health() {
        return all.stream().map(Upstream::health).toList();
    }

    /**
     * A unique number of this set of upstreams, which separates its cached answers from others'.
     */
    public long origin() {
        return origin;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /**
     * The servers to query, at most three: responsive ones first, each group in the given order.
     */
    List<Upstream> inOrder() {
        var order = new ArrayList<Upstream>(all.size());
        var distrusted = new ArrayList<Upstream>(0);
        for (var each : all) {
            (each.isTrusted() ? order : distrusted).add(each);
        }
        order.addAll(distrusted);
        return order;
    }

    /**
     * Unresponsive servers that are due for a probe, in parallel with a responsive one, so that no
     * query waits to detect their recovery.
     */
    List<Upstream> due() {
        var now = now();
        return all.stream().filter(each -> each.isDue(now)).toList();
    }

    UpstreamConnector connector() {
        return connector;
    }

    Instant now() {
        return clock.instant();
    }
}
