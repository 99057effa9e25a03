package naru.dns.cache;

import naru.dns.wire.ReplyFacts;

/** A cached upstream reply and the time of its arrival, in seconds of the cache's clock. */
public final class CachedReply {
    /** The TTL of a stale answer, in seconds (RFC 8767 section 4). */
    static final int STALE_TTL = 30;

    private final byte[] message;
    private final ReplyFacts facts;
    private final long since;
    private long retryAt;

    CachedReply(byte[] message, ReplyFacts facts, long since) {
        this.message = message;
        this.facts = facts;
        this.since = since;
    }

    /**
     * Writes the reply with the TTLs at {@code now} and without a message id; returns its length in
     * bytes.
     */
    public int copy(byte[] to, long now) {
        System.arraycopy(message, 0, to, 0, message.length);
        int age = (int) (now - since);
        for (int at : facts.ttls()) {
            int left = isFresh(now) ? Math.max(u32(to, at), 0) - age : STALE_TTL;
            to[at] = (byte) (left >> 24);
            to[at + 1] = (byte) (left >> 16);
            to[at + 2] = (byte) (left >> 8);
            to[at + 3] = (byte) left;
        }
        return message.length;
    }

    /** In bytes. */
    public int length() {
        return message.length;
    }

    /** Whether it may be returned without a new upstream query. */
    public boolean isFresh(long now) {
        return now - since < facts.lifetime();
    }

    /** Its age in seconds. */
    public long age(long now) {
        return now - since;
    }

    /** Whether upstreams have failed so recently that a stale answer need not wait for them. */
    public boolean waitsForRetry(long now) {
        return now < retryAt;
    }

    /** Records that upstreams have failed; the next attempt is at {@code time}. */
    public void retryAt(long time) {
        retryAt = time;
    }

    long goodUntil() {
        return since + facts.lifetime();
    }

    int ttls() {
        return facts.ttls().length;
    }

    private static int u32(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }
}
