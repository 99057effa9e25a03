package naru.dns.metrics;

/** What is counted. Each is one line of a Prometheus text: a metric and, in braces, a label. */
public enum Counter {
    UDP("naru_dns_queries_total{transport=\"udp\"}"),
    TCP("naru_dns_queries_total{transport=\"tcp\"}"),
    /** Answered from the directory. */
    KNOWN("naru_dns_answers_total{from=\"directory\"}"),
    /** Answered from the cache. */
    HIT("naru_dns_answers_total{from=\"cache\"}"),
    /** Answered from the cache though it was too old, because no upstream did better. */
    STALE("naru_dns_answers_total{from=\"stale\"}"),
    /** Answered together with an equal question that was under way. */
    JOINED("naru_dns_answers_total{from=\"flight\"}"),
    /** Passed on to upstreams. */
    MISS("naru_dns_answers_total{from=\"upstream\"}"),
    /** No upstream gave an answer. */
    UNANSWERED("naru_dns_unanswered_total"),
    /** A reply in other letters than the question: forged, or of an upstream that changes them. */
    OTHER_CASE("naru_dns_replies_dropped_total{reason=\"case\"}"),
    /** Not kept, because it could not be read to its end. */
    MALFORMED("naru_dns_replies_dropped_total{reason=\"malformed\"}");

    private final String metric;

    Counter(String metric) {
        this.metric = metric;
    }

    String metric() {
        return metric;
    }
}
