package naru.dns.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the name server has done since it was started. For any thread. */
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

    /** Answers that needed nobody's help, from the first byte read to the last one sent. */
    public Histogram atOnce() {
        return atOnce;
    }

    /** Answers of upstreams. */
    public Histogram upstream() {
        return upstream;
    }

    /** What the cache holds now. */
    public void cached(int entries, long bytes) {
        cacheEntries = entries;
        cacheBytes = bytes;
    }

    /** All of it in Prometheus' text format. */
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
