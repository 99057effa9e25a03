package naru.dns.metrics;

/** The counters. Each is one line of a Prometheus text: a metric and, in braces, a label. */
public enum Counter {
    UDP("naru_dns_queries_total{transport=\"udp\"}"),
    TCP("naru_dns_queries_total{transport=\"tcp\"}"),
    /** Answered from the directory. */
    KNOWN("naru_dns_answers_total{from=\"directory\"}"),
    /** Answered from the cache. */
    HIT("naru_dns_answers_total{from=\"cache\"}"),
    /** Answered with an expired cache entry, because no upstream responded. */
    STALE("naru_dns_answers_total{from=\"stale\"}"),
    /** Answered together with an equal pending query. */
    JOINED("naru_dns_answers_total{from=\"flight\"}"),
    /** Forwarded to upstreams. */
    MISS("naru_dns_answers_total{from=\"upstream\"}"),
    /** No upstream gave an answer. */
    UNANSWERED("naru_dns_unanswered_total"),
    /**
     * A reply with different letter case than the query: forged, or from an upstream that changes
     * it.
     */
    OTHER_CASE("naru_dns_replies_dropped_total{reason=\"case\"}"),
    /** A malformed reply, which is not cached. */
    MALFORMED("naru_dns_replies_dropped_total{reason=\"malformed\"}");

    private final String metric;

    Counter(String metric) {
        this.metric = metric;
    }

    String metric() {
        return metric;
    }
}
