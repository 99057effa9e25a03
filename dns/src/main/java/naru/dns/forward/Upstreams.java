package naru.dns.forward;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The name servers that one sandbox's questions are passed on to, and where they are asked from.
 * They are asked in the order given, because the first of them may know names that the others deny;
 * but one that does not answer comes last, so that it costs its silence once and not with every
 * question. For any thread.
 */
public final class Upstreams {
    /** More than these are never asked; resolv.conf(5) has the same bound. */
    private static final int MOST = 3;

    private static final AtomicLong ORIGINS = new AtomicLong();

    private final long origin = ORIGINS.incrementAndGet();
    private final List<Upstream> all;
    private final Door door;
    private final InstantSource clock;

    /** Upstreams in the order in which they are asked, as long as all of them answer. */
    public Upstreams(List<InetSocketAddress> addresses, Door door, InstantSource clock) {
        this.all = addresses.stream().distinct().limit(MOST).map(Upstream::new).toList();
        this.door = door;
        this.clock = clock;
    }

    /** What is known of each. */
    public List<Upstream.Health> health() {
        return all.stream().map(Upstream::health).toList();
    }

    /** A number that no other set of upstreams has: their answers are not its answers. */
    public long origin() {
        return origin;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Those to ask, at most three: the trusted ones first, each group in the order given. */
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
     * Those that did not answer and should be tried again now, beside one that does: so nobody has
     * to wait to find out that they are back.
     */
    List<Upstream> due() {
        var now = now();
        return all.stream().filter(each -> each.isDue(now)).toList();
    }

    Door door() {
        return door;
    }

    Instant now() {
        return clock.instant();
    }
}
