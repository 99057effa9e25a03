package naru.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The name servers that one sandbox's questions are passed on to, and where they are asked from.
 * Remembers which of them did not answer lately, so that a dead one costs its silence once and not
 * with every question. For any thread.
 */
public final class Upstreams {
    /** More than these are never asked; resolv.conf(5) has the same bound. */
    private static final int MOST = 3;

    private static final Duration DISTRUST = Duration.ofSeconds(20);

    private final List<InetSocketAddress> addresses;
    private final Door door;
    private final InstantSource clock;
    private final ConcurrentHashMap<InetSocketAddress, Instant> distrustedUntil =
            new ConcurrentHashMap<>();

    /** Upstreams in the order in which they are asked, as long as all of them answer. */
    public Upstreams(List<InetSocketAddress> addresses, Door door, InstantSource clock) {
        this.addresses = addresses.stream().distinct().limit(MOST).toList();
        this.door = door;
        this.clock = clock;
    }

    /**
     * Those to ask now, at most three: the ones that answered lately first, each group in the order
     * given.
     */
    List<InetSocketAddress> inOrder() {
        if (distrustedUntil.isEmpty()) {
            return addresses;
        }
        var now = clock.instant();
        var trusted = new ArrayList<InetSocketAddress>(addresses.size());
        var distrusted = new ArrayList<InetSocketAddress>(addresses.size());
        for (var address : addresses) {
            var until = distrustedUntil.get(address);
            (until == null || now.isAfter(until) ? trusted : distrusted).add(address);
        }
        trusted.addAll(distrusted);
        return trusted;
    }

    Door door() {
        return door;
    }

    void failed(InetSocketAddress upstream) {
        distrustedUntil.put(upstream, clock.instant().plus(DISTRUST));
    }

    void answered(InetSocketAddress upstream) {
        distrustedUntil.remove(upstream);
    }
}
