package naru.dns.cache;

import naru.dns.wire.PlainQuery;
import naru.dns.wire.ReplyFacts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Replies of upstreams, by who was asked and what. All sandboxes share it, but a reply is given
 * only to those who would have asked the same servers from the same place: the same origin. When it
 * is full, what was not used for the longest time goes first. One thread uses it.
 */
public final class AnswerCache {
    /** What an entry costs beside its bytes: objects, their headers and references. */
    private static final int OVERHEAD = 240;

    private final long room;
    private final long stale;
    private final LinkedHashMap<Key, KeptReply> replies = new LinkedHashMap<>(64, 0.75f, true);
    private final Key probe = new Key();
    private long used;

    /**
     * @param room for all entries together, in bytes
     * @param stale how long a reply is kept beyond its lifetime, for when no upstream answers (RFC
     *     8767); zero for not at all
     */
    public AnswerCache(long room, Duration stale) {
        this.room = room;
        this.stale = stale.toSeconds();
    }

    /** The reply to {@code query} from {@code origin}: fresh, or stale where that is wanted. */
    public @Nullable KeptReply find(long origin, PlainQuery query, long now) {
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

    /** Keeps a reply, in the place of an earlier one. It must not be changed any more. */
    public void put(long origin, PlainQuery query, byte[] message, ReplyFacts facts, long now) {
        var reply = new KeptReply(message, facts, now);
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

    /** Forgets what came from {@code origin}, which is asked no more. */
    public void forget(long origin) {
        var all = replies.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, KeptReply> entry = all.next();
            if (entry.getKey().origin == origin) {
                used -= cost(entry.getKey().query, entry.getValue());
                all.remove();
            }
        }
    }

    public int size() {
        return replies.size();
    }

    /** What the entries take, in bytes, as near as one can tell. */
    public long used() {
        return used;
    }

    private static int cost(PlainQuery query, KeptReply reply) {
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
