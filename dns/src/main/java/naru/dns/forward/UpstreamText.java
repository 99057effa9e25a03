package naru.dns.forward;

import java.util.Locale;

/** The state of upstreams in Prometheus' text format. */
public final class UpstreamText {
    private UpstreamText() {}

    /** {@code from} is the namespace of the queries: {@code host}, or a container's name. */
    public static String lines(String from, Upstream.Health health) {
        var labels = "{from=\"%s\",server=\"%s\"} ".formatted(from, Trace.text(health.address()));
        var out = new StringBuilder(256);
        out.append("naru_dns_upstream_up").append(labels).append(health.answers() ? 1 : 0);
        out.append("\nnaru_dns_upstream_queries_total").append(labels).append(health.asked());
        out.append("\nnaru_dns_upstream_replies_total").append(labels).append(health.answered());
        out.append("\nnaru_dns_upstream_latency_seconds").append(labels);
        double seconds = Math.max(health.milliseconds(), 0) / 1e3;
        return out.append(String.format(Locale.ROOT, "%.6f%n", seconds)).toString();
    }
}
