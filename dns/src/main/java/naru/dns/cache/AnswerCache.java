package naru.dns.cache;

import naru.dns.wire.PlainQuery;
import naru.dns.wire.ReplyFacts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A cache of upstream replies, by origin and query. All sandboxes share it, but a reply is returned
 * only to sandboxes of the same origin, which query the same servers from the same namespace.
 * Evicts the least recently used entries. For one thread.
 */
public final class AnswerCache {
    /** The overhead of an entry: objects, their headers and references. */
    private static final int OVERHEAD = 240;

    private final long room;
    private final long stale;
    private final LinkedHashMap<Key, CachedReply> replies = new LinkedHashMap<>(64, 0.75f, true);
    private final Key probe = new Key();
    private long used;

    /**
     * @param room capacity in bytes
     * @param stale how long a reply is kept beyond its TTL, for use when no upstream responds (RFC
     *     8767); zero for not at all
     */
    public AnswerCache(long room, Duration stale) {
        this.room = room;
        this.stale = stale.toSeconds();
    }

    /** The reply to {@code query} from {@code origin}: fresh, or stale if that is enabled. */
    public @Nullable CachedReply find(long origin, PlainQuery query, long now) {
        probe.origin = origin;
        probe.query = query;
        var reply = replies.get(probe);
        if (reply != null && now >= reply.goodUntil() + stale) {
            replies.remove(probe);
            used -= cost(query, reply);
            return null;
        }
        return reply;
    }

    /** Stores a reply, replacing an earlier one. The caller must not change it afterwards. */
    public void put(long origin, PlainQuery query, byte[] message, ReplyFacts facts, long now) {
        var reply = new CachedReply(message, facts, now);
        int cost = cost(query, reply);
        if (facts.lifetime() <= 0 || cost > room / 8) {
            return;
        }
        var key = new Key();
        key.origin = origin;
        key.query = query.kept();
        var former = replies.put(key, reply);
        used += cost - (former == null ? 0 : cost(query, former));
        var oldest = replies.entrySet().iterator();
        while (used > room) {
            var entry = oldest.next();
            used -= cost(entry.getKey().query, entry.getValue());
            oldest.remove();
        }
    }

    /** Removes all entries of {@code origin}, which is no longer in use. */
    public void forget(long origin) {
        var all = replies.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, CachedReply> entry = all.next();
            if (entry.getKey().origin == origin) {
                used -= cost(entry.getKey().query, entry.getValue());
                all.remove();
            }
        }
    }

    public int size() {
        return replies.size();
    }

    /** The estimated size of all entries in bytes. */
    public long used() {
        return used;
    }

    private static int cost(PlainQuery query, CachedReply reply) {
        return OVERHEAD + query.end() + reply.length() + 4 * reply.ttls();
    }

    private static final class Key {
        private long origin;
        private PlainQuery query = new PlainQuery();

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && origin == key.origin && query.equals(key.query);
        }

        @Override
        public int hashCode() {
            return query.hashCode() * 31 + Long.hashCode(origin);
        }
    }
}
