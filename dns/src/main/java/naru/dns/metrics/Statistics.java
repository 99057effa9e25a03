package naru.dns.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The counters of the name server since its start. For any thread. */
public final class Statistics {
    private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);
    private final Histogram atOnce = new Histogram();
    private final Histogram upstream = new Histogram();
    private volatile int cacheEntries;
    private volatile long cacheBytes;

    public Statistics() {
        for (var counter : Counter.values()) {
            counters.put(counter, new LongAdder());
        }
    }

    public void count(Counter counter) {
        count(counter, 1);
    }

    @SuppressWarnings("NullAway") // every counter is in the map
    public void count(Counter counter, int times) {
        counters.get(counter).add(times);
    }

    @SuppressWarnings("NullAway") // every counter is in the map
    public long of(Counter counter) {
        return counters.get(counter).sum();
    }

    /** Latency of answers from memory, from reading the query to sending the reply. */
    public Histogram atOnce() {
        return atOnce;
    }

    /** Latency of upstreams. */
    public Histogram upstream() {
        return upstream;
    }

    /** Sets the current size of the cache. */
    public void cached(int entries, long bytes) {
        cacheEntries = entries;
        cacheBytes = bytes;
    }

    /** All values in Prometheus' text format. */
    public String text() {
        var out = new StringBuilder(4096);
        counters.forEach((counter, value) ->
                out.append(counter.metric()).append(' ').append(value.sum()).append('\n'));
        out.append("naru_dns_cache_entries ").append(cacheEntries).append('\n');
        out.append("naru_dns_cache_bytes ").append(cacheBytes).append('\n');
        atOnce.print("naru_dns_latency_seconds", "from=\"memory\"", out);
        upstream.print("naru_dns_latency_seconds", "from=\"upstream\"", out);
        return out.toString();
    }
}
